import { RedisLiveStore, Rollup, SqlArchiveStore } from '@app/analytics';
import { SystemClock } from '@app/kernel';
import { closePostgresPool, createPostgresPool, createRedis, RedisStore, SqlDatabase } from '@app/storage';
import { eventually } from '../storage/store-fixture';

const DAY_MS = 86_400_000;

/** A worker of a test: rolls up what is due as of a moment, again and again until it is killed, or once. */
async function main(): Promise<void> {
  const { redisUrl, databaseUrl, now, forever } = JSON.parse(process.argv[2] ?? '{}') as {
    redisUrl: string;
    databaseUrl: string;
    now: number;
    forever: boolean;
  };
  const redis = new RedisStore(createRedis({ url: redisUrl }));
  await eventually(() => redis.command('PING'));
  const pool = createPostgresPool({ url: databaseUrl });
  const clock = new (class extends SystemClock {
    override now(): number {
      return now;
    }
  })();
  const retention = { minute: 1_000 * DAY_MS, hour: 1_000 * DAY_MS, day: 1_000 * DAY_MS };
  const rollup = new Rollup(new RedisLiveStore(redis), new SqlArchiveStore(new SqlDatabase(pool)), clock, retention);
  process.stdout.write('working\n');
  do await rollup.run();
  while (forever);
  await redis.close();
  await closePostgresPool(pool);
}

void main();
