import { RedisLimitStore } from '@app/limits';
import { createRedis, RedisStore, type RedisConnectionOptions } from '@app/storage';
import { eventually } from '../storage/store-fixture';

const HOUR_MS = 3_600_000;
const law = { quota: 100, windowMs: HOUR_MS, burst: 100 };

interface Order {
  address: RedisConnectionOptions;
  scope: string;
  each: number;
  /** How far the clock of this process is off, milliseconds. */
  shiftMs: number;
}

/** Asks as often as it is told, at once, and prints how often it was admitted. */
async function main({ address, scope, each, shiftMs }: Order): Promise<void> {
  const now = Date.now.bind(Date);
  Date.now = () => now() + shiftMs;
  const redis = new RedisStore(createRedis(address));
  const limits = new RedisLimitStore(redis);
  const ask = (cost: number) => limits.admit({ scope, rates: [{ name: 'requests', law, cost }] });
  await eventually(() => ask(0)); // connected, to the right node too
  const answers = await Promise.all(Array.from({ length: each }, () => ask(1)));
  process.stdout.write(String(answers.filter(({ admitted }) => admitted).length));
  await redis.close();
}

void main(JSON.parse(process.argv[2] ?? '{}') as Order);
