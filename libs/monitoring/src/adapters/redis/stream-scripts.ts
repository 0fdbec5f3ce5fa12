import { RedisScript } from '@app/storage';

/**
 * KEYS: the stream, the last id given. ARGV: most entries, then the text of each new one. Ids are Redis's time and a number without
 * holes; both go on from the last id, also when the stream was deleted or the clock went back.
 */
export const APPEND = new RedisScript(
  'monitoring.append',
  `
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
local newest = redis.call('XREVRANGE', KEYS[1], '+', '-', 'COUNT', 1)
local last = newest[1] and newest[1][1] or redis.call('GET', KEYS[2]) or '0-0'
local dash = string.find(last, '-', 1, true)
local ms, number = tonumber(string.sub(last, 1, dash - 1)), tonumber(string.sub(last, dash + 1))
if now > ms then ms = now end
for i = 2, #ARGV do
  number = number + 1
  last = string.format('%.0f-%.0f', ms, number)
  redis.call('XADD', KEYS[1], 'MAXLEN', '~', ARGV[1], last, 'e', ARGV[i])
end
redis.call('SET', KEYS[2], last)
return last`,
);

/**
 * KEYS: the stream, the lease of the group's reader. ARGV: group, reader, lease (ms), most entries. Returns false when another one
 * reads, else the last id that the group was given before, what was taken over, how many of those are gone, and what is new.
 */
export const TAKE = new RedisScript(
  'monitoring.take',
  `
local holder = redis.call('GET', KEYS[2])
if holder and holder ~= ARGV[2] then return false end
redis.call('SET', KEYS[2], ARGV[2], 'PX', ARGV[3])
local made = redis.pcall('XGROUP', 'CREATE', KEYS[1], ARGV[1], '0', 'MKSTREAM')
local last = '0-0'
for _, group in ipairs(redis.call('XINFO', 'GROUPS', KEYS[1])) do
  local fields = {}
  for i = 1, #group, 2 do fields[group[i]] = group[i + 1] end
  if fields['name'] == ARGV[1] then last = fields['last-delivered-id'] end
end
local claimed, gone, cursor = {}, 0, '0-0'
if not holder then
  repeat
    local reply = redis.call('XAUTOCLAIM', KEYS[1], ARGV[1], ARGV[2], 0, cursor, 'COUNT', 1000)
    cursor = reply[1]
    for _, entry in ipairs(reply[2]) do
      if entry and entry[2] then claimed[#claimed + 1] = entry else gone = gone + 1 end
    end
    if reply[3] then gone = gone + #reply[3] end
  until cursor == '0-0'
end
local fresh = redis.call('XREADGROUP', 'GROUP', ARGV[1], ARGV[2], 'COUNT', ARGV[4], 'STREAMS', KEYS[1], '>')
local entries = {}
if fresh and fresh[1] then entries = fresh[1][2] end
return { last, claimed, gone, entries }`,
);
