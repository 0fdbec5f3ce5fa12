import { RedisScript } from '@app/storage';

/**
 * KEYS: a sorted set of the user's session ids by their end, and a hash of what is known of each as
 * `createdAt|latestEnd|lastSeen|details` (epoch milliseconds by Redis's clock). Keys of another type count as absent and are
 * removed; both keys expire with their last session.
 */
const PROLOGUE = `
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
local ends, facts = KEYS[1], KEYS[2]
local function text(number) return string.format('%.0f', number) end
local function drop(id)
  redis.call('ZREM', ends, id)
  redis.call('HDEL', facts, id)
end
local function mend()
  local wrong = redis.call('TYPE', ends).ok
  if wrong ~= 'zset' and wrong ~= 'none' then redis.call('DEL', ends) end
  wrong = redis.call('TYPE', facts).ok
  if wrong ~= 'hash' and wrong ~= 'none' then redis.call('DEL', facts) end
end
local function keep(id, expires, fact)
  redis.call('ZADD', ends, text(expires), id)
  redis.call('HSET', facts, id, fact)
  local ttl = text(expires - now)
  if redis.call('PTTL', ends) < expires - now then redis.call('PEXPIRE', ends, ttl) end
  if redis.call('PTTL', facts) < expires - now then redis.call('PEXPIRE', facts, ttl) end
end
local function open()
  mend()
  for _, id in ipairs(redis.call('ZRANGEBYSCORE', ends, '-inf', text(now))) do drop(id) end
  local found, ids = {}, redis.call('ZRANGE', ends, 0, -1, 'WITHSCORES')
  for i = 1, #ids, 2 do
    local fact = redis.call('HGET', facts, ids[i])
    if fact and string.match(fact, '^%d+|%d+|%d+|') then found[#found + 1] = { ids[i], ids[i + 1], fact }
    else drop(ids[i]) end
  end
  table.sort(found, function(a, b)
    local first, second = tonumber(string.match(a[3], '^%d+')), tonumber(string.match(b[3], '^%d+'))
    if first ~= second then return first < second end
    return a[1] < b[1]
  end)
  return found
end`;

/** ARGV: id, details, most, policy, idle time, greatest age. Returns 0 and the open sessions, or 1, the new one and those evicted. */
export const OPEN = new RedisScript(
  'sessions.open',
  `${PROLOGUE}
local most, idle, age = tonumber(ARGV[3]), tonumber(ARGV[5]), tonumber(ARGV[6])
local others, evicted = open(), {}
if #others >= most then
  if ARGV[4] == 'reject' then return { 0, others } end
  for i = 1, #others - most + 1 do
    drop(others[i][1])
    evicted[i] = others[i]
  end
end
local expires = now + math.min(idle, age)
local fact = text(now) .. '|' .. text(now + age) .. '|' .. text(now) .. '|' .. ARGV[2]
if expires > now then keep(ARGV[1], expires, fact) end
return { 1, { { ARGV[1], text(expires), fact } }, evicted }`,
);

/**
 * ARGV: id, idle time. Returns the session, or nothing. What is used many times a second is written down once a second: three
 * commands instead of seven.
 */
export const TOUCH = new RedisScript(
  'sessions.touch',
  `
local expires, fact = redis.pcall('ZSCORE', KEYS[1], ARGV[1]), redis.pcall('HGET', KEYS[2], ARGV[1])
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
if type(expires) == 'string' and type(fact) == 'string' then
  local created, latest, seen, details = string.match(fact, '^(%d+)|(%d+)|(%d+)|(.*)$')
  local ends = tonumber(expires)
  if created and ends > now then
    local renewed = math.min(now + tonumber(ARGV[2]), tonumber(latest))
    if now - tonumber(seen) < 1000 and renewed > now and renewed - ends < 1000 then return { ARGV[1], expires, fact } end
    if renewed > now then
      fact = created .. '|' .. latest .. '|' .. string.format('%.0f', now) .. '|' .. details
      expires = string.format('%.0f', renewed)
      redis.call('ZADD', KEYS[1], expires, ARGV[1])
      redis.call('HSET', KEYS[2], ARGV[1], fact)
      for i = 1, 2 do
        if redis.call('PTTL', KEYS[i]) < renewed - now then
          redis.call('PEXPIRE', KEYS[i], string.format('%.0f', renewed - now))
        end
      end
      return { ARGV[1], expires, fact }
    end
  end
end
if type(expires) == 'table' then redis.call('DEL', KEYS[1]) else redis.call('ZREM', KEYS[1], ARGV[1]) end
if type(fact) == 'table' then redis.call('DEL', KEYS[2]) else redis.call('HDEL', KEYS[2], ARGV[1]) end
return false`,
);

/** Returns the open sessions, oldest first. */
export const LIST = new RedisScript('sessions.list', `${PROLOGUE}\nreturn open()`);

/** ARGV: id. Returns 1 when it was open. */
export const END = new RedisScript(
  'sessions.end',
  `${PROLOGUE}
mend()
local expires = redis.call('ZSCORE', ends, ARGV[1])
drop(ARGV[1])
if expires and tonumber(expires) > now then return 1 end
return 0`,
);

/** Returns how many were open. */
export const END_ALL = new RedisScript(
  'sessions.end-all',
  `${PROLOGUE}
local count = #open()
redis.call('DEL', ends, facts)
return count`,
);
