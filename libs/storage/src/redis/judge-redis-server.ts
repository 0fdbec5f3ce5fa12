/** Something about a Redis server that its operator should change. */
export interface RedisFinding {
  /** `refuse`: data would be lost or open to others, so the server is not used. `warn`: it works, at a risk. */
  severity: 'refuse' | 'warn';
  /** Short and stable, for tests and metrics. */
  code: 'eviction_policy' | 'known_hole' | 'too_old' | 'default_password' | 'no_password' | 'plain_text';
  /** What is wrong and what to do, without addresses and secrets. */
  message: string;
}

/** What is known of a connection without asking the server. */
export interface RedisConnectionFacts {
  /** The server is on another host than this process. */
  isRemote: boolean;
  usesTls: boolean;
  /** Undefined when none is used. */
  password: string | undefined;
  /** A server of our own, whose version is not the operator's to choose here. */
  isPrivate: boolean;
}

const DEFAULT_PASSWORDS = new Set(['redis', 'password', 'foobared', 'admin', 'changeme', 'secret', 'test', '123456']);
const OLDEST = [6, 2];
/**
 * The first fixed release of each line for CVE-2025-49844 (a script may run code in the server) and the older holes below it,
 * by the advisories of Redis and Valkey of October 2025.
 */
const FIXED_REDIS = [
  [6, 2, 20],
  [7, 2, 11],
  [7, 4, 6],
  [8, 0, 4],
  [8, 2, 2],
];
const FIXED_VALKEY = [
  [7, 2, 11],
  [8, 0, 6],
  [8, 1, 4],
];

/** Judges how a server is reached, before it is asked anything. */
export function judgeRedisConnection(facts: RedisConnectionFacts): RedisFinding[] {
  const { isRemote, usesTls, password } = facts;
  const findings: RedisFinding[] = [];
  if (password !== undefined && DEFAULT_PASSWORDS.has(password.toLowerCase())) {
    const severity = isRemote ? 'refuse' : 'warn';
    findings.push({ severity, code: 'default_password', message: 'Redis has a well-known password: set another.' });
  }
  if (isRemote && password === undefined) {
    findings.push({ severity: 'warn', code: 'no_password', message: 'Redis on another host asks for no password.' });
  }
  if (isRemote && !usesTls) {
    const message = 'Redis on another host is reached in plain text: use rediss:// or REDIS_USE_SSL.';
    findings.push({ severity: 'warn', code: 'plain_text', message });
  }
  return findings;
}

/** Judges a server by its own account, the reply to INFO. A field that is missing is no finding. */
export function judgeRedisServer(info: string, { isPrivate }: Pick<RedisConnectionFacts, 'isPrivate'>): RedisFinding[] {
  const fields = readInfo(info);
  return [...judgePolicy(fields.get('maxmemory_policy')), ...(isPrivate ? [] : judgeVersion(fields))];
}

function judgePolicy(policy: string | undefined): RedisFinding[] {
  if (policy === undefined || policy === 'noeviction') return [];
  const severity = policy.startsWith('allkeys') ? 'refuse' : 'warn';
  const lost = severity === 'refuse' ? 'jobs, limits and sessions' : 'limits and sessions';
  const message = `Redis may evict ${lost} (maxmemory-policy ${policy}): set maxmemory-policy noeviction.`;
  return [{ severity, code: 'eviction_policy', message }];
}

function judgeVersion(fields: ReadonlyMap<string, string>): RedisFinding[] {
  const valkey = fields.get('valkey_version');
  const text = valkey ?? fields.get('redis_version');
  if (text === undefined) return [];
  const version = text.split('.').map(Number);
  if (compare(version, OLDEST) < 0) {
    return [{ severity: 'refuse', code: 'too_old', message: `Redis ${text} is too old: 6.2 or newer is needed.` }];
  }
  if (isFixed(version, valkey === undefined ? FIXED_REDIS : FIXED_VALKEY)) return [];
  const message = `Redis ${text} has known security holes (CVE-2025-49844), unless its distributor mended them: update it.`;
  return [{ severity: 'warn', code: 'known_hole', message }];
}

/** Fixed when it is at least the fixed release of its own line, or of a line after the last one. */
function isFixed(version: readonly number[], fixed: readonly (readonly number[])[]): boolean {
  const own = fixed.find(([major, minor]) => major === version[0] && minor === version[1]);
  const newest = fixed.at(-1) ?? [];
  return compare(version, own ?? newest) >= 0;
}

function compare(one: readonly number[], other: readonly number[]): number {
  for (let place = 0; place < other.length; place++) {
    const difference = (one[place] ?? 0) - (other[place] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

function readInfo(info: string): Map<string, string> {
  const lines = info.split(/\r?\n/).filter((line) => line.includes(':'));
  return new Map(lines.map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1).trim()]));
}
