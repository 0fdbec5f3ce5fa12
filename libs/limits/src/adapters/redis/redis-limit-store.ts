import { redisKey, type RedisStore } from '@app/storage';
import {
  LimitStore,
  type Admission,
  type AdmissionRequest,
  type LeaseName,
  type LimitState,
  type NamedRate,
} from '../../limit-store';
import { costOf, intervalMs, type RateState } from '../../rate-law';
import { ADMIT, LOOK, RELEASE, RENEW, SETTLE } from './limit-scripts';

const US_PER_MS = 1000;
const FIELDS = 4;
const LOOK_FIELDS = 3;

/** Limits for all processes, in Redis: one script and one round trip for each decision, on Redis's own clock. */
export class RedisLimitStore extends LimitStore {
  constructor(private readonly redis: RedisStore) {
    super();
  }

  admit({ scope, rates, lease }: AdmissionRequest): Promise<Admission> {
    const keys: string[] = [];
    const args: (string | number)[] = [rates.length];
    for (const { name, law, cost } of rates) {
      keys.push(rateKey(scope, name));
      args.push(intervalMs(law) * US_PER_MS, law.burst, costOf(law, cost));
    }
    if (lease !== undefined) {
      keys.push(leaseKey(scope, lease.name));
      args.push(lease.id, lease.most, lease.ttlMs);
    }
    return this.redis
      .run({ script: ADMIT, keys, args })
      .then((reply) => readAdmission(reply as number[], rates.length));
  }

  async settle(scope: string, { name, law }: NamedRate, units: number, onceId?: string): Promise<void> {
    const args = [intervalMs(law) * US_PER_MS, law.burst, units];
    const keys = [rateKey(scope, name)];
    if (onceId !== undefined) keys.push(redisKey(scope, 'settled', onceId));
    await this.redis.run({ script: SETTLE, keys, args });
  }

  async renew(scope: string, { name, id }: LeaseName, ttlMs: number): Promise<boolean> {
    return (await this.redis.run({ script: RENEW, keys: [leaseKey(scope, name)], args: [id, ttlMs] })) === 1;
  }

  async release(scope: string, { name, id }: LeaseName): Promise<void> {
    await this.redis.run({ script: RELEASE, keys: [leaseKey(scope, name)], args: [id] });
  }

  async look(scope: string, rates: readonly NamedRate[], leases: readonly string[]): Promise<LimitState> {
    const args: number[] = [rates.length];
    for (const { law } of rates) args.push(intervalMs(law) * US_PER_MS, law.burst);
    const keys = [...rates.map(({ name }) => rateKey(scope, name)), ...leases.map((name) => leaseKey(scope, name))];
    const reply = (await this.redis.run({ script: LOOK, keys, args })) as number[];
    return {
      rates: rates.map((_, index) => {
        const [remaining = 0, resetUs = 0, retryUs = 0] = reply.slice(LOOK_FIELDS * index);
        return readState([retryUs > 0 ? 0 : 1, remaining, resetUs, retryUs], 0);
      }),
      openLeases: leases.map((_, index) => reply[LOOK_FIELDS * rates.length + index] ?? 0),
    };
  }

  async reset(scope: string, rates: readonly string[], leases: readonly string[]): Promise<void> {
    const keys = [...rates.map((name) => rateKey(scope, name)), ...leases.map((name) => leaseKey(scope, name))];
    if (keys.length > 0) await this.redis.command('DEL', ...keys);
  }
}

function rateKey(scope: string, name: string): string {
  return redisKey(scope, 'rate', name);
}

function leaseKey(scope: string, name: string): string {
  return redisKey(scope, 'lease', name);
}

function readAdmission(reply: readonly number[], rates: number): Admission {
  const openLeases = reply[1] ?? -1;
  const states: RateState[] = [];
  for (let index = 0; index < rates; index++) states.push(readState(reply, 2 + FIELDS * index));
  return { admitted: reply[0] === 1, openLeases: openLeases < 0 ? undefined : openLeases, rates: states };
}

function readState(reply: readonly number[], from: number): RateState {
  return {
    admitted: reply[from] === 1,
    remaining: reply[from + 1] ?? 0,
    resetMs: Math.ceil((reply[from + 2] ?? 0) / US_PER_MS),
    retryAfterMs: Math.ceil((reply[from + 3] ?? 0) / US_PER_MS),
  };
}
