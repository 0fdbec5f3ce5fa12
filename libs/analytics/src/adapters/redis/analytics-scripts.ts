import { RedisScript } from '@app/storage';

/**
 * Adds a batch, once. KEYS: the batch's mark, the unsettled buckets, then the second's, minute's, hour's and day's hash, then the
 * minute's, hour's and day's users. ARGV: TTL of the mark (ms), a generation for new buckets, then for each of the four buckets its
 * TTL (ms), its member among the unsettled and when it is due (epoch ms; 0: never), then the cells: dimension, value, most values,
 * number of counts, and for each count its name and increment. A hash holds `count|dimension|value` and of a dimension with a limit
 * also `#|dimension`, the number of its values; `@v` is its version, `@g` its generation.
 */
export const ADD_BATCH = new RedisScript(
  'analytics.add',
  `
if not redis.call('SET', KEYS[1], 1, 'NX', 'PX', ARGV[1]) then return 0 end
local buckets = 4
local first = 3 + 3 * buckets
for b = 1, buckets do
  local key = KEYS[2 + b]
  redis.call('HSETNX', key, '@g', ARGV[2])
  redis.call('HINCRBY', key, '@v', 1)
  local users = {}
  local i = first
  while i <= #ARGV do
    local dimension, value, most, counts = ARGV[i], ARGV[i + 1], tonumber(ARGV[i + 2]), tonumber(ARGV[i + 3])
    if dimension == 'user' and value ~= '' then users[#users + 1] = value end
    if b > 1 or dimension ~= 'user' then
      if value ~= '' and redis.call('HEXISTS', key, 'requests|' .. dimension .. '|' .. value) == 0 then
        local known = tonumber(redis.call('HGET', key, '#|' .. dimension) or 0)
        if known >= most then value = '' else redis.call('HINCRBY', key, '#|' .. dimension, 1) end
      end
      for c = 0, counts - 1 do
        redis.call('HINCRBY', key, ARGV[i + 4 + 2 * c] .. '|' .. dimension .. '|' .. value, ARGV[i + 5 + 2 * c])
      end
    end
    i = i + 4 + 2 * counts
  end
  local at = 3 + 3 * (b - 1)
  redis.call('PEXPIRE', key, ARGV[at])
  if ARGV[at + 2] ~= '0' then
    redis.call('ZADD', KEYS[2], 'NX', ARGV[at + 2], ARGV[at + 1])
  end
  if b > 1 and #users > 0 then
    local sketch = KEYS[1 + buckets + b]
    for from = 1, #users, 1000 do
      redis.call('PFADD', sketch, unpack(users, from, math.min(from + 999, #users)))
    end
    redis.call('PEXPIRE', sketch, ARGV[at])
  end
end
return 1`,
);

/**
 * Tells that the archive has a bucket as it was at a version. KEYS: the unsettled buckets, the bucket's hash. ARGV: its member, the
 * version, when it is due again if it has changed since (epoch ms), and the TTL once it is over (ms; 0: it is not over). Returns 1
 * when it is settled.
 */
export const SETTLE_BUCKET = new RedisScript(
  'analytics.settle',
  `
local version = redis.call('HGET', KEYS[2], '@v')
if version and version ~= ARGV[2] then
  redis.call('ZADD', KEYS[1], ARGV[3], ARGV[1])
  return 0
end
redis.call('ZREM', KEYS[1], ARGV[1])
if version and ARGV[4] ~= '0' and redis.call('PTTL', KEYS[2]) > tonumber(ARGV[4]) then
  redis.call('PEXPIRE', KEYS[2], ARGV[4])
end
return 1`,
);
