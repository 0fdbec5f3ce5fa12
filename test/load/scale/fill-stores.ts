import type { CacheScope } from '@app/cache';
import { testKey } from '@app/cache/testing';
import { startEmbeddedStores } from '@app/embedded';
import { ownerScope } from '@app/kernel';
import { openCacheFiller, storeAnswer } from '../redis-memory/cache-filler';
import { ORGANISATION, storeRows, userId } from './stored-rows';

const BATCH = 500;

/** What is filled, and how much of it. */
export interface FillOptions {
  /** Folder of the embedded PostgreSQL; it is made there and ended again. */
  dataDir: string;
  /** Port of the Redis. */
  redisPort: number;
  /** Users, and of everything else as much. */
  count: number;
  say: (text: string) => void;
}

/** Fills the stores of one product before it starts. A million takes some minutes. */
export async function fillStores({ dataDir, redisPort, count, say }: FillOptions): Promise<void> {
  const options = { dataDir, needRedis: false, needPostgres: true, onProgress: () => undefined };
  const stores = await startEmbeddedStores(options);
  try {
    if (stores.databaseUrl === undefined) throw new Error('The embedded database has no address.');
    await storeRows(stores.databaseUrl, count, say);
  } finally {
    await stores.stop();
  }
  await storeAnswers(redisPort, count);
  say(`  ${count} cached answers`);
}

/** One answer of each user. */
async function storeAnswers(redisPort: number, count: number): Promise<void> {
  const { store, close } = await openCacheFiller(redisPort, tagOf);
  for (let from = 0; from < count; from += BATCH) {
    const users = Array.from({ length: Math.min(BATCH, count - from) }, (_, i) => userId(from + i + 1));
    await Promise.all(
      users.map((user) => {
        const key = testKey(user, 'q', ORGANISATION);
        return storeAnswer(store, { ...key, tag: tagOf(key.scope) });
      }),
    );
  }
  await close();
}

/** As the product tags the answers of a user. */
function tagOf(scope: CacheScope): string {
  return scope.level === 'user' ? ownerScope(scope) : scope.level;
}
