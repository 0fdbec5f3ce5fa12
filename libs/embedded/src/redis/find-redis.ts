import { join } from 'node:path';
import { EmbeddedStoreError } from '../embedded-store-error';
import type { Launcher } from '../launcher';
import { fetchedRedis } from './fetched-redis';
import { nativeRedis } from './native-redis';
import type { RedisProgram, RedisSearchResult } from './redis-program';
import { scriptRedis } from './script-redis';

/** Ways to come by a Redis, best first: installed, fetched from the distribution, in JavaScript. */
export type RedisSource = 'installed' | 'fetched' | 'script';

/** What {@link findRedis} works with. */
export interface FindRedisOptions {
  launcher: Launcher;
  /** An absolute path; a fetched server goes to `redis-runtime` in it. */
  dataDir: string;
  /** The ways to try, in this order. */
  sources: readonly RedisSource[];
  onProgress: (line: string) => void;
  signal: AbortSignal | undefined;
}

/** All ways, in the order of preference. */
export const REDIS_SOURCES: readonly RedisSource[] = ['installed', 'fetched', 'script'];

const INSTALL_HINT =
  process.platform === 'darwin' ? 'brew install redis' : 'sudo apt-get install redis-server (Debian, Ubuntu)';

/** @throws EmbeddedStoreError with the command that installs one, when every way leads nowhere. */
export async function findRedis(options: FindRedisOptions): Promise<RedisProgram> {
  const reasons: string[] = [];
  for (const source of options.sources) {
    const result = await look(source, options);
    if ('program' in result) return result.program;
    reasons.push(result.reason);
  }
  throw new EmbeddedStoreError(
    `No Redis server to start: ${reasons.join('; ')}. Install one (${INSTALL_HINT}), or point REDIS_URL to a running one.`,
  );
}

function look(source: RedisSource, options: FindRedisOptions): Promise<RedisSearchResult> | RedisSearchResult {
  switch (source) {
    case 'installed':
      return installedRedis(options.launcher);
    case 'fetched':
      return fetchedRedis({ ...options, runtimeDir: join(options.dataDir, 'redis-runtime') });
    case 'script':
      return scriptRedis();
  }
}

async function installedRedis(launcher: Launcher): Promise<RedisSearchResult> {
  const reasons: string[] = [];
  for (const name of ['redis-server', 'valkey-server']) {
    const file = launcher.find(name);
    if (file === undefined) continue;
    const result = await nativeRedis(launcher, file);
    if ('program' in result) return result;
    reasons.push(result.reason);
  }
  return { reason: reasons.length > 0 ? reasons.join(', ') : 'neither redis-server nor valkey-server is on the PATH' };
}
