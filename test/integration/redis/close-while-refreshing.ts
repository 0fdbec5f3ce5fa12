import { createRedis, RedisStore, type RedisConnectionOptions } from '@app/storage';
import { Cluster } from 'ioredis';
import { eventually } from '../storage/store-fixture';

const LONGEST_WAIT_MS = 30_000;

/** Closes its connection to a Cluster at a moment at which it is asking who holds which keys. Nothing keeps this process after that. */
async function main(address: RedisConnectionOptions): Promise<void> {
  const client = createRedis(address);
  if (!(client instanceof Cluster)) throw new TypeError('This is no Cluster.');
  const redis = new RedisStore(client);
  await eventually(() => redis.command('PING'));
  const isRefreshing = (): boolean => (client as unknown as { isRefreshing: boolean }).isRefreshing;
  for (const giveUpAt = Date.now() + LONGEST_WAIT_MS; !isRefreshing();) {
    if (Date.now() > giveUpAt) throw new Error('It does not ask.');
    await new Promise(setImmediate);
  }
  await redis.close();
}

void main(JSON.parse(process.argv[2] ?? '{}') as RedisConnectionOptions);
