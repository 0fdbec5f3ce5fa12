import { redisKey, RedisScript, type RedisStore } from '@app/storage';

const KEY = redisKey('system', 'processes');

/** KEYS: the register, a sorted set of ids by the end of their time. ARGV: id, time that an entry counts (milliseconds; 0: it goes). Returns how many there are. */
const REGISTER = new RedisScript(
  'limits.register',
  `
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
local ttl = tonumber(ARGV[2])
local kind = redis.call('TYPE', KEYS[1]).ok
if kind ~= 'zset' and kind ~= 'none' then redis.call('DEL', KEYS[1]) end
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', string.format('%.0f', now))
if ttl > 0 then
  redis.call('ZADD', KEYS[1], string.format('%.0f', now + ttl), ARGV[1])
  redis.call('PEXPIRE', KEYS[1], ttl)
else
  redis.call('ZREM', KEYS[1], ARGV[1])
end
return redis.call('ZCARD', KEYS[1])`,
);

/**
 * Knows how many processes serve, so that each knows its share while Redis is away. Every process reports itself again and
 * again; one that stops doing so counts no more after {@link ttlMs}. While Redis is away the last number known stands.
 */
export class ProcessRegister {
  private known: number;

  /** @param least lower bound of {@link count}: how many there are to be, for one that starts while Redis is away. */
  constructor(
    private readonly redis: RedisStore,
    private readonly id: string,
    private readonly least: number,
    readonly ttlMs = 15_000,
  ) {
    this.known = least;
  }

  /** Processes that serve, this one included, as last heard. */
  get count(): number {
    return this.known;
  }

  /** Reports this process. Rejects when Redis does not answer. */
  async report(): Promise<void> {
    this.known = Math.max(this.least, Number(await this.redis.run(this.call(this.ttlMs))));
  }

  /** Takes this process out. Rejects when Redis does not answer; it is forgotten by itself then. */
  async leave(): Promise<void> {
    await this.redis.run(this.call(0));
  }

  private call(ttlMs: number): { script: RedisScript; keys: string[]; args: (string | number)[] } {
    return { script: REGISTER, keys: [KEY], args: [this.id, ttlMs] };
  }
}
