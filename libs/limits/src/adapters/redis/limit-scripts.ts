import { RedisScript } from '@app/storage';
import { ONCE_MS } from '../../limit-store';
import { MAX_DEBT_BURSTS } from '../../rate-law';

/** Redis's own clock, microseconds. A key that holds something else than we wrote counts as absent and is overwritten. */
const PROLOGUE = `
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000000 + tonumber(time[2])
local function read(key)
  local stored = redis.pcall('GET', key)
  if type(stored) == 'table' and stored.err then
    redis.call('DEL', key)
    return now
  end
  return math.max(tonumber(stored or 0) or 0, now)
end
local function write(key, at)
  if at <= now then redis.call('DEL', key)
  else redis.call('SET', key, string.format('%.0f', at), 'PX', math.ceil((at - now) / 1000) + 1) end
end`;

/**
 * KEYS: one for each rate, then the leases' where there is one. ARGV: number of rates; for each its interval (microseconds per
 * unit), burst and cost; then the lease's id, most and TTL (milliseconds). What is stored of a rate is its theoretical arrival
 * time, which expires when it is past. Returns whether all was admitted, the open leases (-1: none asked for), and for each
 * rate whether it admits, units left, microseconds until full and until the call would pass.
 */
export const ADMIT = new RedisScript(
  'limits.admit',
  `${PROLOGUE}
local count = tonumber(ARGV[1])
local admitted, arrivals, states = true, {}, {}
for i = 1, count do
  local interval, burst, cost = tonumber(ARGV[3 * i - 1]), tonumber(ARGV[3 * i]), tonumber(ARGV[3 * i + 1])
  local at = math.min(read(KEYS[i]), now + ${MAX_DEBT_BURSTS} * burst * interval)
  local wait = at + cost * interval - now - burst * interval
  arrivals[i] = at
  states[i] = { interval, burst, cost, wait }
  if wait > 0.5 then admitted = false end
end
local open, lease = -1, KEYS[count + 1]
if lease then
  local base = 3 * count + 1
  local id, most, ttl = ARGV[base + 1], tonumber(ARGV[base + 2]), tonumber(ARGV[base + 3])
  local kind = redis.call('TYPE', lease).ok
  if kind ~= 'zset' and kind ~= 'none' then redis.call('DEL', lease) end
  redis.call('ZREMRANGEBYSCORE', lease, '-inf', string.format('%.0f', now / 1000))
  open = redis.call('ZCARD', lease)
  if open >= most then admitted = false end
  if admitted then
    redis.call('ZADD', lease, string.format('%.0f', now / 1000 + ttl), id)
    if redis.call('PTTL', lease) < ttl then redis.call('PEXPIRE', lease, ttl) end
    open = open + 1
  end
end
local result = { admitted and 1 or 0, open }
for i = 1, count do
  local interval, burst, cost, wait = unpack(states[i])
  local at = arrivals[i]
  if admitted then
    at = at + cost * interval
    write(KEYS[i], at)
  end
  result[#result + 1] = wait > 0.5 and 0 or 1
  result[#result + 1] = math.max(0, math.floor((burst * interval - (at - now)) / interval + 0.000001))
  result[#result + 1] = math.ceil(at - now)
  result[#result + 1] = math.ceil(math.max(0, wait))
end
return result`,
);

/** KEYS: the rate's, then the correction's where it has an id. ARGV: interval, burst, units (negative: given back). */
export const SETTLE = new RedisScript(
  'limits.settle',
  `${PROLOGUE}
local interval, burst, units = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
if KEYS[2] and not redis.call('SET', KEYS[2], '1', 'NX', 'PX', ${ONCE_MS}) then return 0 end
write(KEYS[1], math.min(read(KEYS[1]) + units * interval, now + ${MAX_DEBT_BURSTS} * burst * interval))
return 1`,
);

/** KEYS: the leases'. ARGV: id, TTL (milliseconds). Returns 1 when the lease was still open. */
export const RENEW = new RedisScript(
  'limits.renew',
  `${PROLOGUE}
local score, ttl = tonumber(redis.call('ZSCORE', KEYS[1], ARGV[1]) or 0), tonumber(ARGV[2])
if score <= now / 1000 then return 0 end
redis.call('ZADD', KEYS[1], string.format('%.0f', now / 1000 + ttl), ARGV[1])
if redis.call('PTTL', KEYS[1]) < ttl then redis.call('PEXPIRE', KEYS[1], ttl) end
return 1`,
);

/** KEYS: the leases'. ARGV: id. A script, so that it travels with what is settled in the same tick. */
export const RELEASE = new RedisScript(
  'limits.release',
  `redis.pcall('ZREM', KEYS[1], ARGV[1])
return 1`,
);

/**
 * KEYS: the rates', then the leases'. ARGV: number of rates, then interval and burst of each. Writes nothing. Returns for each
 * rate units left, microseconds until full and until one unit would pass, then the open leases.
 */
export const LOOK = new RedisScript(
  'limits.look',
  `
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000000 + tonumber(time[2])
local count, result = tonumber(ARGV[1]), {}
for i = 1, count do
  local interval, burst = tonumber(ARGV[2 * i]), tonumber(ARGV[2 * i + 1])
  local stored = redis.pcall('GET', KEYS[i])
  if type(stored) == 'table' then stored = nil end
  local at = math.min(math.max(tonumber(stored or 0) or 0, now), now + ${MAX_DEBT_BURSTS} * burst * interval)
  result[#result + 1] = math.max(0, math.floor((burst * interval - (at - now)) / interval + 0.000001))
  result[#result + 1] = math.ceil(at - now)
  result[#result + 1] = math.ceil(math.max(0, at + interval - now - burst * interval))
end
for i = count + 1, #KEYS do
  local open = redis.pcall('ZCOUNT', KEYS[i], '(' .. string.format('%.0f', now / 1000), '+inf')
  result[#result + 1] = type(open) == 'number' and open or 0
end
return result`,
);
