import { redisKey, RedisScript, RedisStore, type RedisCommand } from '@app/storage';
import { Injectable } from '@nestjs/common';
import { isOver, type WarmupPlan, type WarmupState } from './warmup';

const KEPT_FOR_S = 7 * 86_400;
/** Warm-ups of one organisation that are listed. */
const MOST_LISTED = 50;

/** As long as the same request is the same warm-up. */
const SAME_FOR_S = 3_600;

/** KEYS: the request's. ARGV: id, id of one that is over, time in seconds. Returns the id of the warm-up that the request is. */
const CLAIM = new RedisScript(
  'warmup.claim',
  `
local held = redis.call('GET', KEYS[1])
if held and held ~= ARGV[2] then return held end
redis.call('SET', KEYS[1], ARGV[1], 'EX', ARGV[3])
return ARGV[1]`,
);

/** KEYS: the request's. ARGV: id. */
const GIVE_UP = new RedisScript(
  'warmup.give-up',
  `if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end
return 0`,
);

type Part = 'plan' | 'state' | 'cancel';

/** A warm-up with how it stands. */
export interface StoredWarmup {
  readonly plan: WarmupPlan;
  readonly state: WarmupState;
}

/** Warm-ups in Redis, for a week. Every method rejects when Redis does not answer. */
@Injectable()
export class WarmupStore {
  constructor(private readonly redis: RedisStore) {}

  async create(plan: WarmupPlan, state: WarmupState): Promise<void> {
    const index = indexOf(plan.organisationId);
    await this.all([
      { name: 'SET', key: keyOf(plan.id, 'plan'), args: [JSON.stringify(plan), 'EX', KEPT_FOR_S] },
      { name: 'SET', key: keyOf(plan.id, 'state'), args: [JSON.stringify(state), 'EX', KEPT_FOR_S] },
      { name: 'ZADD', key: index, args: [plan.createdAt, plan.id] },
      { name: 'ZREMRANGEBYRANK', key: index, args: [0, -MOST_LISTED - 1] },
      { name: 'EXPIRE', key: index, args: [KEPT_FOR_S] },
    ]);
  }

  /** Makes one the warm-up of its request, unless another is that and is not over: that one then. One of many at once is it. */
  async claim({ id, organisationId }: WarmupPlan, request: string): Promise<StoredWarmup | undefined> {
    const keys = [redisKey(organisationId, 'warmup', 'same', request)];
    for (let over = ''; ;) {
      const held = String(await this.redis.run({ script: CLAIM, keys, args: [id, over, SAME_FOR_S] }));
      if (held === id) return undefined;
      const other = await this.find(held);
      if (other !== undefined && !isOver(other.state)) return other;
      over = held;
    }
  }

  /** Forgets one that was not begun. */
  async discard({ id, organisationId }: WarmupPlan, request: string): Promise<void> {
    const keys = [redisKey(organisationId, 'warmup', 'same', request)];
    await this.redis.run({ script: GIVE_UP, keys, args: [id] });
    await this.all([
      { name: 'DEL', key: keyOf(id, 'plan') },
      { name: 'DEL', key: keyOf(id, 'state') },
      { name: 'ZREM', key: indexOf(organisationId), args: [id] },
    ]);
  }

  /** The warm-up of a job by the clock, once it is begun. */
  async findOfJob(job: string): Promise<StoredWarmup | undefined> {
    const id = await this.redis.command('GET', redisKey(job, 'warmup', 'job'));
    return typeof id === 'string' ? this.find(id) : undefined;
  }

  async setOfJob(job: string, id: string): Promise<void> {
    await this.redis.command('SET', redisKey(job, 'warmup', 'job'), id, 'EX', KEPT_FOR_S);
  }

  async find(id: string): Promise<StoredWarmup | undefined> {
    const [plan, state] = await this.all([
      { name: 'GET', key: keyOf(id, 'plan') },
      { name: 'GET', key: keyOf(id, 'state') },
    ]);
    if (typeof plan !== 'string' || typeof state !== 'string') return undefined;
    return { plan: JSON.parse(plan) as WarmupPlan, state: JSON.parse(state) as WarmupState };
  }

  /** An organisation's warm-ups, newest first. */
  async list(organisationId: string): Promise<StoredWarmup[]> {
    const ids = (await this.redis.command('ZRANGE', indexOf(organisationId), 0, MOST_LISTED - 1, 'REV')) as string[];
    const found = await Promise.all(ids.map((id) => this.find(id)));
    return found.filter((one) => one !== undefined);
  }

  async setState(id: string, state: WarmupState): Promise<void> {
    await this.redis.command('SET', keyOf(id, 'state'), JSON.stringify(state), 'EX', KEPT_FOR_S);
  }

  /** Asks whoever runs it to stop. */
  async requestCancel(id: string): Promise<void> {
    await this.redis.command('SET', keyOf(id, 'cancel'), '1', 'EX', KEPT_FOR_S);
  }

  async isCancelRequested(id: string): Promise<boolean> {
    return (await this.redis.command('EXISTS', keyOf(id, 'cancel'))) === 1;
  }

  private async all(commands: readonly RedisCommand[]): Promise<unknown[]> {
    return (await this.redis.bulk(commands)).map((result) => {
      if (!result.ok) throw result.error;
      return result.value;
    });
  }
}

function keyOf(id: string, part: Part): string {
  return redisKey(id, 'warmup', part);
}

function indexOf(organisationId: string): string {
  return redisKey(organisationId, 'warmup', 'index');
}
