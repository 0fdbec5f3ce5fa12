import { ReplyError } from './reply-error';
import { RedisScript, type ScriptCall } from './redis-script';

/** The combinations that there were, by the scripts they are made of, in order. */
interface Known {
  script?: RedisScript;
  readonly longer: Map<RedisScript, Known>;
}

const known: Known = { longer: new Map() };

/**
 * Each part runs as a function with its own KEYS and ARGV. One that fails does not stop the others: its error is returned as
 * its result. ARGV begins with the numbers of keys and arguments of each part.
 */
const PROLOGUE = `
local function slice(from, first, count)
  if count < 1000 then return { unpack(from, first + 1, first + count) } end
  local out = {} -- unpack takes no more than 8000
  for i = 1, count do out[i] = from[first + i] end
  return out
end
local key, arg = 0, 2 * #parts
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
  const keys: string[] = [];
  const sizes: number[] = [];
  const args: (string | number | Buffer)[] = [];
  let reply: ScriptCall['reply'] = 'text';
  for (const call of calls) {
    keys.push(...call.keys);
    sizes.push(call.keys.length, call.args.length);
    args.push(...call.args);
    if (call.reply === 'bytes') reply = 'bytes';
  }
  return { script: combinationOf(calls), keys, args: [...sizes, ...args], reply };
}

function combinationOf(calls: readonly ScriptCall[]): RedisScript {
  let place = known;
  for (const { script } of calls) {
    let next = place.longer.get(script);
    if (next === undefined) {
      next = { longer: new Map() };
      place.longer.set(script, next);
    }
    place = next;
  }
  return (place.script ??= combine(calls.map(({ script }) => script)));
}

function combine(scripts: readonly RedisScript[]): RedisScript {
  const parts = scripts.map(({ source }) => `function(KEYS, ARGV)\n${source}\nend`);
  const name = scripts.map((script) => script.name).join('+');
  return new RedisScript(name, `local parts = { ${parts.join(',\n')} }${PROLOGUE}`);
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
