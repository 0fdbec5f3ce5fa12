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
  handedOn: redisKey(SCOPE, FAMILY, 'handed-on'),
  bytes: redisKey(SCOPE, FAMILY, 'bytes'),
};
/** What nobody asks for is gone after this. */
const KEPT_MS = 30 * 86_400_000;
const MOST_HALVINGS = 50;
/** Ranks that one script looks at, for those of some owners: few enough that Redis is not kept from others. */
const MOST_LOOKED_AT = 1_000;
/** Ids that are read of a list at a time, at least. */
const CHUNK = 100;

/**
 * KEYS: weights, last times, questions, landmark, bytes, greatest weight handed on. ARGV: most, most bytes, half-life (milliseconds), TTL, then id, times, last time
 * and question of each. Time is Redis's own. A question is kept as long as it is in one of the two lists. What all take is counted anew
 * when the count or a list is not there, as after an eviction; what is in no list goes then.
 */
const OBSERVE = new RedisScript(
  'cache.observe',
  `
local most, mostBytes, half = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
for i, kind in ipairs({ 'zset', 'zset', 'hash', 'string', 'string', 'string' }) do
  local is = redis.call('TYPE', KEYS[i]).ok
  if is ~= kind and is ~= 'none' then redis.call('UNLINK', KEYS[i]) end
end
local landmark = tonumber(redis.call('GET', KEYS[4]) or '')
if not landmark or landmark > now then
  landmark = now
  redis.call('UNLINK', KEYS[1], KEYS[6])
end
local handedOn = tonumber(redis.call('GET', KEYS[6]) or '')
if not handedOn and redis.call('ZCARD', KEYS[1]) >= most then -- lost, and it was no more than the least of a full list
  handedOn = tonumber(redis.call('ZRANGE', KEYS[1], 0, 0, 'WITHSCORES')[2])
end
handedOn = handedOn or 0
local halvings = (now - landmark) / half
if halvings > ${MOST_HALVINGS} then
  local all = redis.call('ZRANGE', KEYS[1], 0, -1, 'WITHSCORES')
  for i = 1, #all, 2 do redis.call('ZADD', KEYS[1], tonumber(all[i + 1]) / 2 ^ halvings, all[i]) end
  handedOn, landmark, halvings = handedOn / 2 ^ halvings, now, 0
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
    weight, handedOn = weight + over, math.max(handedOn, over)
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
redis.call('SET', KEYS[6], string.format('%.17g', handedOn))
for i = 1, 6 do redis.call('PEXPIRE', KEYS[i], ARGV[4]) end
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
 * KEYS: a list, questions, last times, landmark, greatest weight handed on. ARGV: most, rank of the first, half-life of the list's
 * weights (milliseconds; 0: they are times), what the text of the owners' questions begins with. Returns the rank to go on from (-1:
 * none), then ids, ranks, weights as they are now, by how much those may be too high, last times (empty: unknown) and questions by
 * turns; skips what has no text. Without the landmark nobody knows of what time weights are, and the next that is observed begins anew.
 */
const BEST = new RedisScript(
  'cache.best',
  `
local function is(key, kind) return redis.call('TYPE', key).ok == kind end
if not is(KEYS[1], 'zset') or not is(KEYS[2], 'hash') then return { -1 } end
local most, from, half, owners = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3]), ARGV[4]
local scale, handedOn = 1, 0
if half > 0 then
  local time = redis.call('TIME')
  local now = time[1] * 1000 + math.floor(time[2] / 1000)
  local landmark = is(KEYS[4], 'string') and tonumber(redis.call('GET', KEYS[4]))
  if not landmark or landmark > now then return { -1 } end
  scale = 2 ^ ((now - landmark) / half)
  handedOn = is(KEYS[5], 'string') and tonumber(redis.call('GET', KEYS[5])) or 0
end
local hasTimes = is(KEYS[3], 'zset')
local out, count, finish = { -1 }, 0, from + math.max(most, ${MOST_LOOKED_AT})
local function add(id, score)
  local question = redis.call('HGET', KEYS[2], id)
  if not question or string.sub(question, 1, #owners) ~= owners then return end
  count = count + 1
  local lastAt = hasTimes and redis.call('ZSCORE', KEYS[3], id) or ''
  local weight, over = string.format('%.17g', score / scale), string.format('%.17g', math.min(score, handedOn) / scale)
  for _, value in ipairs({ id, from, weight, over, lastAt, question }) do out[#out + 1] = value end
end
while count < most and from < finish do
  local found = redis.call('ZRANGE', KEYS[1], from, math.min(finish, from + math.max(most, ${CHUNK})) - 1, 'REV', 'WITHSCORES')
  for i = 1, #found, 2 do
    if count == most then break end
    add(found[i], tonumber(found[i + 1]))
    from = from + 1
  end
  if #found == 0 then return out end
end
if from < redis.call('ZCARD', KEYS[1]) then out[1] = from end
return out`,
);

/** Parts of a question in a reply of {@link BEST}. */
const PARTS = 6;

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
      keys: [KEYS.weights, KEYS.last, KEYS.questions, KEYS.landmark, KEYS.bytes, KEYS.handedOn],
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

  top(limit: number, from = 0, owners = ''): Promise<PopularQuestion[]> {
    const { halfLifeMs } = this.limits;
    return this.best(KEYS.weights, { limit, from, halfLifeMs, owners: owners === '' ? '' : beginOf(owners) });
  }

  recent(limit: number, from = 0): Promise<PopularQuestion[]> {
    return this.best(KEYS.last, { limit, from, halfLifeMs: 0, owners: '' });
  }

  async forget(owner: string): Promise<number> {
    const keys = [KEYS.weights, KEYS.last, KEYS.questions, KEYS.bytes];
    return Number(await this.redis.run({ script: FORGET, keys, args: [`${beginOf(owner)}",`] }));
  }

  private async best(list: string, { limit, from, halfLifeMs, owners }: BestOf): Promise<PopularQuestion[]> {
    const keys = [list, KEYS.questions, KEYS.last, KEYS.landmark, KEYS.handedOn];
    const found: PopularQuestion[] = [];
    for (let next = from; next >= 0 && found.length < limit;) {
      const args = [limit - found.length, next, halfLifeMs, owners];
      const [goOn, ...reply] = (await this.redis.run({ script: BEST, keys, args })) as (string | number)[];
      for (let i = 0; i + PARTS <= reply.length; i += PARTS) {
        const question = readPopular(reply.slice(i, i + PARTS));
        if (question !== undefined) found.push(question);
      }
      next = Number(goOn);
    }
    return found;
  }
}

/** Which of a list are wanted. */
interface BestOf {
  limit: number;
  from: number;
  halfLifeMs: number;
  /** What their text begins with. */
  owners: string;
}

/** What the text of questions begins with whose owner begins so. */
function beginOf(owner: string): string {
  return `[${JSON.stringify(owner).slice(0, -1)}`;
}

function readPopular(parts: readonly (string | number)[]): PopularQuestion | undefined {
  const [id, rank, weight, overcount, lastAt, text] = parts;
  const question = readQuestion(String(text))?.question;
  if (question === undefined) return undefined;
  return {
    id: String(id),
    question,
    rank: Number(rank),
    weight: Number(weight),
    overcount: Number(overcount),
    ...(lastAt !== '' && { lastAt: Number(lastAt) }),
  };
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
