import { ReplyError } from './reply-error';
import { RedisScript, type ScriptCall } from './redis-script';

const known = new Map<string, RedisScript>();

/**
 * Each part runs as a function with its own KEYS and ARGV. One that fails does not stop the others: its error is returned as
 * its result. ARGV begins with the numbers of keys and arguments of each part.
 */
const PROLOGUE = `
local key, arg = 0, 2 * #parts
local function slice(from, first, count)
  local out = {}
  for i = 1, count do out[i] = from[first + i] end
  return out
end
local results = {}
for i = 1, #parts do
  local keys, args = tonumber(ARGV[2 * i - 1]), tonumber(ARGV[2 * i])
  local ok, result = pcall(parts[i], slice(KEYS, key, keys), slice(ARGV, arg, args))
  if ok then results[i] = { 1, result or false }
  else results[i] = { 0, tostring(type(result) == 'table' and result.err or result) } end
  key, arg = key + keys, arg + args
end
return results`;

/** Several calls as one, so that they cost one round trip and nothing comes between them. Their scripts must differ. */
export function combineCalls(calls: readonly ScriptCall[]): ScriptCall {
  const name = calls.map(({ script }) => script.name).join('+');
  let script = known.get(name);
  if (script === undefined) {
    const parts = calls.map(({ script: { source } }) => `function(KEYS, ARGV)\n${source}\nend`);
    script = new RedisScript(name, `local parts = { ${parts.join(',\n')} }${PROLOGUE}`);
    known.set(name, script);
  }
  return {
    script,
    keys: calls.flatMap(({ keys }) => keys),
    args: [...calls.flatMap(({ keys, args }) => [keys.length, args.length]), ...calls.flatMap(({ args }) => args)],
    reply: calls.some(({ reply }) => reply === 'bytes') ? 'bytes' : 'text',
  };
}

/** The result of one part of a combined call, in the form that the part wants. Throws a {@link ReplyError} when it failed. */
export function resultOfPart(results: unknown, index: number, reply: ScriptCall['reply']): unknown {
  const [ok, result] = (results as readonly (readonly [number, unknown])[])[index] ?? [0, 'no result'];
  if (ok !== 1) throw new ReplyError(String(result));
  return reply === 'bytes' ? result : asText(result);
}

/** A reply of which each Buffer has become a text. */
function asText(reply: unknown): unknown {
  if (Buffer.isBuffer(reply)) return reply.toString();
  return Array.isArray(reply) ? reply.map(asText) : reply;
}
