import { RedisScript } from '@app/storage';

/**
 * A counter is a hash: `s` spent, `r` the sum of what is reserved, `o:CALL` each reservation. A key that holds something else, or
 * that has less than `least` milliseconds to live because it was rebuilt too long ago, counts as absent. All amounts are whole
 * micro-dollars, exact in a double up to nine thousand million dollars.
 */
const PROLOGUE = `
local function state(key, least)
  local fields = redis.pcall('HMGET', key, 's', 'r')
  if fields.err then
    redis.call('DEL', key)
    return nil
  end
  if not fields[1] then return nil end
  if least and least > 0 and redis.call('PTTL', key) < least then
    redis.call('DEL', key)
    return nil
  end
  return { tonumber(fields[1]), tonumber(fields[2] or 0) }
end
local function hold(key, call, amount)
  local held = redis.call('HGET', key, 'o:' .. call)
  if held then return end
  redis.call('HSET', key, 'o:' .. call, amount)
  redis.call('HINCRBY', key, 'r', amount)
end`;

/**
 * KEYS: the counters. ARGV: call, amount, least time to live (milliseconds), the limit of each. Returns { 1 }; or
 * { 0, place, spent, reserved } of the first counter that has no room; or { -1, places… } of those that are missing, and then
 * nothing was reserved.
 */
export const RESERVE = new RedisScript(
  'usage.reserve',
  `${PROLOGUE}
local call, amount, least = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3])
local missing = { -1 }
local states = {}
for i = 1, #KEYS do
  states[i] = state(KEYS[i], least)
  if not states[i] then missing[#missing + 1] = i end
end
if #missing > 1 then return missing end
for i = 1, #KEYS do
  local spent, reserved = states[i][1], states[i][2]
  local held = tonumber(redis.call('HGET', KEYS[i], 'o:' .. call) or 0)
  if spent + reserved - held + amount > tonumber(ARGV[3 + i]) then return { 0, i, spent, reserved } end
end
for i = 1, #KEYS do hold(KEYS[i], call, amount) end
return { 1 }`,
);

/**
 * KEYS: the counters. ARGV: call, amount, least time to live (milliseconds). Reserves without asking. Returns the places of those
 * that are missing.
 */
export const CONFIRM = new RedisScript(
  'usage.confirm',
  `${PROLOGUE}
local missing = {}
for i = 1, #KEYS do
  if state(KEYS[i], tonumber(ARGV[3])) then hold(KEYS[i], ARGV[1], tonumber(ARGV[2])) else missing[#missing + 1] = i end
end
return missing`,
);

/**
 * KEYS: the counters, then the call's note. ARGV: call, cost, how long the note stays (milliseconds). A counter without the
 * reservation was rebuilt since and has the cost already. Where a counter is missing, the note tells a rebuilding that read the
 * ledger before.
 */
export const SETTLE = new RedisScript(
  'usage.settle',
  `${PROLOGUE}
local call, cost = ARGV[1], tonumber(ARGV[2])
local isMissing = false
for i = 1, #KEYS - 1 do
  if state(KEYS[i]) then
    local held = tonumber(redis.call('HGET', KEYS[i], 'o:' .. call) or -1)
    if held >= 0 then
      redis.call('HDEL', KEYS[i], 'o:' .. call)
      redis.call('HINCRBY', KEYS[i], 'r', string.format('%.0f', -held))
      redis.call('HINCRBY', KEYS[i], 's', string.format('%.0f', cost))
    end
  else isMissing = true end
end
if isMissing then redis.call('SET', KEYS[#KEYS], ARGV[2], 'PX', ARGV[3]) end
return 1`,
);

/**
 * KEYS: the counter, its mark. ARGV: a new mark, how long it stays (milliseconds). Returns the mark under which the counter may be
 * rebuilt, which those share who begin while it is missing: it goes with everything that Redis loses, and when the counter is
 * there. Or 0 when the counter is there.
 */
export const START_REBUILD = new RedisScript(
  'usage.start-rebuild',
  `${PROLOGUE}
if state(KEYS[1]) then return 0 end
if not redis.call('SET', KEYS[2], ARGV[1], 'PX', ARGV[2], 'NX') then redis.call('PEXPIRE', KEYS[2], ARGV[2]) end
return redis.call('GET', KEYS[2])`,
);

/**
 * KEYS: the counter, its mark, then the notes of the calls. ARGV: the mark, spent, time to live (milliseconds), then call and amount
 * of each open one. Changes nothing when the counter is there already, or when the mark is another: there was a counter since the
 * ledger was read, and calls that the reading does not have.
 */
export const REBUILD = new RedisScript(
  'usage.rebuild',
  `${PROLOGUE}
if state(KEYS[1]) or redis.call('GET', KEYS[2]) ~= ARGV[1] then return 0 end
redis.call('DEL', KEYS[2])
local spent, reserved = tonumber(ARGV[2]), 0
for i = 3, #KEYS do
  local call, amount = ARGV[2 * i - 2], tonumber(ARGV[2 * i - 1])
  local cost = tonumber(redis.call('GET', KEYS[i]) or -1)
  if cost >= 0 then spent = spent + cost
  else
    redis.call('HSET', KEYS[1], 'o:' .. call, amount)
    reserved = reserved + amount
  end
end
redis.call('HSET', KEYS[1], 's', string.format('%.0f', spent), 'r', string.format('%.0f', reserved))
redis.call('PEXPIRE', KEYS[1], ARGV[3])
return 1`,
);
