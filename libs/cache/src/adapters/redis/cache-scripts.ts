import { RedisScript } from '@app/storage';

/** Longest time a list of a user's answers lives beyond its last answer, milliseconds. */
export const INDEX_SLACK_MS = 60_000;

/**
 * The value when there is one of a usable type and size; 0 when there was something else, which is removed; false for nothing.
 * KEYS: the answer's. ARGV: largest size, bytes.
 */
export const GET_ANSWER = new RedisScript(
  'cache.get',
  `
local size = redis.pcall('STRLEN', KEYS[1])
if type(size) == 'table' or size > tonumber(ARGV[1]) then
  redis.call('UNLINK', KEYS[1])
  return 0
end
if size == 0 then return false end
return redis.call('GET', KEYS[1])`,
);

const OWNS_CLAIM = `
local held = redis.pcall('GET', KEYS[2])
if type(held) == 'table' then redis.call('DEL', KEYS[2]) end
local owns = held == ARGV[1]`;

const TELL = `
local function tell(channel, message)
  redis.pcall('PUBLISH', channel, message)
end`;

/**
 * KEYS: the answer's, the claim's. ARGV: token, TTL of the claim (milliseconds), largest size, 1 to take over. Returns the time
 * that another's claim still lasts, or {0, value or false}.
 */
export const CLAIM = new RedisScript(
  'cache.claim',
  `${OWNS_CLAIM}
if type(held) == 'string' and not owns and ARGV[4] ~= '1' then
  return { math.max(1, redis.call('PTTL', KEYS[2])), false }
end
redis.call('SET', KEYS[2], ARGV[1], 'PX', ARGV[2])
local size = redis.pcall('STRLEN', KEYS[1])
if type(size) == 'table' or size == 0 or size > tonumber(ARGV[3]) then return { 0, false } end
return { 0, redis.call('GET', KEYS[1]) }`,
);

/** KEYS: the answer's, the claim's. ARGV: token, TTL (milliseconds). Returns 1 when the claim was still held. */
export const RENEW_CLAIM = new RedisScript(
  'cache.renew',
  `${OWNS_CLAIM}
if not owns then return 0 end
redis.call('PEXPIRE', KEYS[2], ARGV[2])
return 1`,
);

/** KEYS: the answer's, the claim's. ARGV: token, channel, message. */
export const RELEASE_CLAIM = new RedisScript(
  'cache.release',
  `${OWNS_CLAIM}${TELL}
if not owns then return 0 end
redis.call('DEL', KEYS[2])
tell(ARGV[2], ARGV[3])
return 1`,
);

/**
 * Notes an answer for others in the list of its maker. KEYS: the list's. ARGV: the answer's key, now and end (epoch milliseconds), most
 * of the list, TTL of the list.
 */
export const NOTE_MADE = new RedisScript(
  'cache.made',
  `
if redis.call('TYPE', KEYS[1]).ok ~= 'zset' then redis.call('UNLINK', KEYS[1]) end
redis.call('ZADD', KEYS[1], ARGV[3], ARGV[1])
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', ARGV[2])
redis.call('ZREMRANGEBYRANK', KEYS[1], 0, -tonumber(ARGV[4]) - 1)
if redis.call('PTTL', KEYS[1]) < tonumber(ARGV[5]) then redis.call('PEXPIRE', KEYS[1], ARGV[5]) end
return 1`,
);

/**
 * Stores an answer, notes it in the list of its scope, and keeps that list within its limit: those that end first go.
 * KEYS: the answer's, the claim's, the list's. ARGV: token, channel, message when stored, message when not, value, TTL
 * (milliseconds), hash, now and end (epoch milliseconds), most answers of the scope, the answers' key without a hash, TTL of the list.
 * Returns 1 stored, 0 without a claim, -1 without room.
 */
export const PUT_ANSWER = new RedisScript(
  'cache.put',
  `${OWNS_CLAIM}${TELL}
if not owns then return 0 end
local stored = redis.pcall('SET', KEYS[1], ARGV[5], 'PX', ARGV[6])
redis.call('DEL', KEYS[2])
if stored.err then
  tell(ARGV[2], ARGV[4])
  return -1
end
if redis.call('TYPE', KEYS[3]).ok ~= 'zset' then redis.call('UNLINK', KEYS[3]) end
redis.pcall('ZADD', KEYS[3], ARGV[9], ARGV[7])
redis.call('ZREMRANGEBYSCORE', KEYS[3], '-inf', ARGV[8])
local extra = redis.call('ZCARD', KEYS[3]) - tonumber(ARGV[10])
if extra > 0 then
  for _, hash in ipairs(redis.call('ZRANGE', KEYS[3], 0, extra - 1)) do redis.call('UNLINK', ARGV[11] .. hash) end
  redis.call('ZREMRANGEBYRANK', KEYS[3], 0, extra - 1)
end
if redis.call('PTTL', KEYS[3]) < tonumber(ARGV[12]) then redis.call('PEXPIRE', KEYS[3], ARGV[12]) end
tell(ARGV[2], ARGV[3])
return 1`,
);
