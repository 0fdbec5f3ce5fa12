import { redisKey, RedisScript, type RedisStore } from '@app/storage';
import {
  PopularQuestions,
  QUESTION_OVERHEAD_BYTES,
  type ObservedQuestion,
  type PopularityLimits,
  type PopularQuestion,
} from '../../popular/popular-questions';

const SCOPE = 'cache';
const FAMILY = 'popular';
const KEYS = {
  weights: redisKey(SCOPE, FAMILY, 'weights'),
  last: redisKey(SCOPE, FAMILY, 'last'),
  questions: redisKey(SCOPE, FAMILY, 'questions'),
  landmark: redisKey(SCOPE, FAMILY, 'landmark'),
  bytes: redisKey(SCOPE, FAMILY, 'bytes'),
};
/** What nobody asks for is gone after this. */
const KEPT_MS = 30 * 86_400_000;
const MOST_HALVINGS = 50;

/**
 * KEYS: weights, last times, questions, landmark, bytes. ARGV: most, most bytes, half-life (milliseconds), TTL, then id, times, last time
 * and question of each. Time is Redis's own. A question is kept as long as it is in one of the two lists. What all take is counted anew
 * when the count or a list is not there, as after an eviction; what is in no list goes then.
 */
const OBSERVE = new RedisScript(
  'cache.observe',
  `
local most, mostBytes, half = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
for i, kind in ipairs({ 'zset', 'zset', 'hash', 'string', 'string' }) do
  local is = redis.call('TYPE', KEYS[i]).ok
  if is ~= kind and is ~= 'none' then redis.call('UNLINK', KEYS[i]) end
end
local landmark = tonumber(redis.call('GET', KEYS[4]) or '')
if not landmark or landmark > now then
  landmark = now
  redis.call('UNLINK', KEYS[1])
end
local halvings = (now - landmark) / half
if halvings > ${MOST_HALVINGS} then
  local all = redis.call('ZRANGE', KEYS[1], 0, -1, 'WITHSCORES')
  for i = 1, #all, 2 do redis.call('ZADD', KEYS[1], tonumber(all[i + 1]) / 2 ^ halvings, all[i]) end
  landmark, halvings = now, 0
end
local function takes(id)
  local length = redis.call('HSTRLEN', KEYS[3], id)
  return length == 0 and 0 or length + ${QUESTION_OVERHEAD_BYTES}
end
local bytes = tonumber(redis.call('GET', KEYS[5]) or '')
if not bytes or redis.call('EXISTS', KEYS[1], KEYS[2]) < 2 then
  bytes = 0
  for _, id in ipairs(redis.call('HKEYS', KEYS[3])) do
    if redis.call('ZSCORE', KEYS[1], id) or redis.call('ZSCORE', KEYS[2], id) then
      bytes = bytes + takes(id)
    else
      redis.call('HDEL', KEYS[3], id)
    end
  end
end
local function forget(id, other)
  if redis.call('ZSCORE', other, id) then return end
  bytes = bytes - takes(id)
  redis.call('HDEL', KEYS[3], id)
end
local function dropOldest()
  local oldest = redis.call('ZPOPMIN', KEYS[2])
  if oldest[1] then forget(oldest[1], KEYS[1]) end
end
local function dropLeast()
  local least = redis.call('ZPOPMIN', KEYS[1])
  if least[1] then forget(least[1], KEYS[2]) end
  return tonumber(least[2] or '0')
end
for i = 5, #ARGV, 4 do
  local id, times, at, question = ARGV[i], tonumber(ARGV[i + 1]), tonumber(ARGV[i + 2]), ARGV[i + 3]
  local weight = times * 2 ^ halvings
  local known = redis.call('ZSCORE', KEYS[1], id)
  if known then
    weight = weight + tonumber(known)
  else
    local over = 0
    while redis.call('ZCARD', KEYS[1]) >= most do over = math.max(over, dropLeast()) end
    weight = weight + over
  end
  redis.call('ZADD', KEYS[1], string.format('%.17g', weight), id)
  redis.call('ZADD', KEYS[2], string.format('%.0f', at), id)
  bytes = bytes - takes(id)
  redis.call('HSET', KEYS[3], id, question)
  bytes = bytes + takes(id)
  while redis.call('ZCARD', KEYS[2]) > most do dropOldest() end
  while bytes > mostBytes and redis.call('EXISTS', KEYS[1], KEYS[2]) > 0 do
    dropOldest()
    if bytes > mostBytes then dropLeast() end
  end
  if bytes > mostBytes then -- the count was wrong: nothing is left to drop
    redis.call('UNLINK', KEYS[3])
    bytes = 0
  end
end
redis.call('SET', KEYS[5], string.format('%.0f', bytes))
redis.call('SET', KEYS[4], string.format('%.0f', landmark))
for i = 1, 5 do redis.call('PEXPIRE', KEYS[i], ARGV[4]) end
return 1`,
);

/** KEYS: weights, last times, questions, bytes. ARGV: what the text of an owner's questions begins with. Returns how many there were. */
const FORGET = new RedisScript(
  'cache.forget-questions',
  `
if redis.call('TYPE', KEYS[3]).ok ~= 'hash' then return 0 end
local count = 0
for _, id in ipairs(redis.call('HKEYS', KEYS[3])) do
  if string.sub(redis.call('HGET', KEYS[3], id), 1, #ARGV[1]) == ARGV[1] then
    count = count + 1
    redis.call('HDEL', KEYS[3], id)
    for i = 1, 2 do
      if redis.call('TYPE', KEYS[i]).ok == 'zset' then redis.call('ZREM', KEYS[i], id) end
    end
  end
end
if count > 0 then redis.call('UNLINK', KEYS[4]) end
return count`,
);

/**
 * KEYS: a list, questions, landmark. ARGV: most, rank of the first, half-life of the list's weights (milliseconds; 0: they are times).
 * Returns ids, ranks, weights as they are now and questions by turns; skips what has no text. Without the landmark nobody knows of what
 * time weights are, and the next that is observed begins anew.
 */
const BEST = new RedisScript(
  'cache.best',
  `
if redis.call('TYPE', KEYS[1]).ok ~= 'zset' or redis.call('TYPE', KEYS[2]).ok ~= 'hash' then return {} end
local most, from, half = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local scale = 1
if half > 0 then
  local time = redis.call('TIME')
  local now = time[1] * 1000 + math.floor(time[2] / 1000)
  local landmark = redis.call('TYPE', KEYS[3]).ok == 'string' and tonumber(redis.call('GET', KEYS[3]))
  if not landmark or landmark > now then return {} end
  scale = 2 ^ ((now - landmark) / half)
end
local out, count = {}, 0
while count < most do
  local found = redis.call('ZRANGE', KEYS[1], from, from + most - count - 1, 'REV', 'WITHSCORES')
  if #found == 0 then break end
  for i = 1, #found, 2 do
    local question = redis.call('HGET', KEYS[2], found[i])
    if question then
      count = count + 1
      local weight = string.format('%.17g', tonumber(found[i + 1]) / scale)
      for _, value in ipairs({ found[i], from, weight, question }) do out[#out + 1] = value end
    end
    from = from + 1
  end
end
return out`,
);

/** The popular questions of all processes, in Redis. Bounded by the number of questions and by what all take. */
export class RedisPopularQuestions extends PopularQuestions {
  constructor(
    private readonly redis: RedisStore,
    private readonly limits: PopularityLimits,
  ) {
    super();
  }

  async observe(questions: readonly ObservedQuestion[]): Promise<void> {
    if (questions.length === 0) return;
    const { most, mostBytes, halfLifeMs } = this.limits;
    await this.redis.run({
      script: OBSERVE,
      keys: [KEYS.weights, KEYS.last, KEYS.questions, KEYS.landmark, KEYS.bytes],
      args: [
        most,
        mostBytes,
        halfLifeMs,
        KEPT_MS,
        ...questions.flatMap(({ id, times, lastAt, question, owner }) => [
          id,
          times,
          lastAt,
          JSON.stringify([owner, question]), // FORGET looks at how it begins
        ]),
      ],
    });
  }

  top(limit: number, from = 0): Promise<PopularQuestion[]> {
    return this.best(KEYS.weights, this.limits.halfLifeMs, limit, from);
  }

  recent(limit: number, from = 0): Promise<PopularQuestion[]> {
    return this.best(KEYS.last, 0, limit, from);
  }

  async forget(owner: string): Promise<number> {
    const keys = [KEYS.weights, KEYS.last, KEYS.questions, KEYS.bytes];
    return Number(await this.redis.run({ script: FORGET, keys, args: [`[${JSON.stringify(owner)},`] }));
  }

  private async best(list: string, halfLifeMs: number, limit: number, from: number): Promise<PopularQuestion[]> {
    const call = { script: BEST, keys: [list, KEYS.questions, KEYS.landmark], args: [limit, from, halfLifeMs] };
    const reply = (await this.redis.run(call)) as (string | number)[];
    const found: PopularQuestion[] = [];
    for (let i = 0; i + 3 < reply.length; i += 4) {
      const [id, rank, weight, text] = reply.slice(i, i + 4);
      const question = readQuestion(String(text))?.question;
      if (question !== undefined) found.push({ id: String(id), question, rank: Number(rank), weight: Number(weight) });
    }
    return found;
  }
}

function readQuestion(text: string): { owner: string; question: string } | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined; // of another version
  }
  if (!Array.isArray(value)) return undefined;
  const [owner, question] = value as unknown[];
  return typeof owner === 'string' && typeof question === 'string' ? { owner, question } : undefined;
}
