/** What would be read as something else in a key or in a glob pattern, and the escape sign itself. */
const SPECIAL = /[%:*?[\]\\{}\0]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

/** What most parts are made of; to find that out costs less than to look for the above. */
const PLAIN = /^[\w./-]+$/;

/** The one prefix of every key. */
const PREFIX = 'sw';

/**
 * A key `sw:{scope}:family:part:part`. The encoding is injective: different arguments give different keys, whatever they hold
 * (`:`, `*`, `{}`, NUL, halves of surrogate pairs, nothing at all), and no part can match another in a glob pattern.
 *
 * @param scope tenant or user that the key belongs to. It is the hash tag: all keys of one scope lie on one node of a Cluster.
 * @param family what the key is for, such as `limit`; every family has a TTL or a cap.
 * @param parts what tells keys of a family apart. Any text; long or secret text is to be hashed by the caller.
 */
export function redisKey(scope: string, family: string, ...parts: readonly string[]): string {
  let key = `${PREFIX}:{${escapePart(scope)}}:${escapePart(family)}`;
  for (const part of parts) key += `:${escapePart(part)}`;
  return key;
}

/** The hash tag of a key, or the whole key when it has none: keys of equal tags lie in one slot. */
export function hashTagOf(key: string): string {
  const open = key.indexOf('{');
  const close = open < 0 ? -1 : key.indexOf('}', open + 1);
  return close > open + 1 ? key.slice(open + 1, close) : key;
}

/** An empty part is a lone escape sign, which no text is encoded to: an empty hash tag would be none. */
function escapePart(part: string): string {
  if (PLAIN.test(part)) return part;
  return part === '' ? '%' : part.replace(SPECIAL, escapeUnit);
}

/** Halves of surrogate pairs would all become the same replacement sign on the wire. */
function escapeUnit(unit: string): string {
  const code = unit.charCodeAt(0);
  return code > 0xff ? `%u${code.toString(16)}` : `%${code.toString(16).padStart(2, '0')}`;
}
