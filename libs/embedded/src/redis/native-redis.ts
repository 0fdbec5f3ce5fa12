import { renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Launcher } from '../launcher';
import { redisConfig } from './redis-config';
import type { RedisPlace, RedisSearchResult } from './redis-program';

// XAUTOCLAIM, GETEX and ZADD GT came with 6.2.
const OLDEST = [6, 2] as const;
const VERSION_LIMIT_MS = 10_000;

/**
 * Turns a redis-server or valkey-server executable into a program, after asking it for its version.
 *
 * @param file its path.
 * @param libraryPath directories for LD_LIBRARY_PATH when its libraries are not the system's.
 */
export async function nativeRedis(launcher: Launcher, file: string, libraryPath?: string): Promise<RedisSearchResult> {
  const env: Record<string, string> = { LC_ALL: 'C', TZ: 'UTC', PATH: '/usr/bin:/bin' };
  if (libraryPath !== undefined) env['LD_LIBRARY_PATH'] = libraryPath;
  const result = await launcher.run({ file, args: ['--version'], env }, { timeoutMs: VERSION_LIMIT_MS });
  const [, product, version] = /(\w+) server v=([\d.]+)/i.exec(result.output) ?? [];
  if (result.code !== 0 || product === undefined || version === undefined) {
    return { reason: `${file} does not run (${lastLine(result.output)})` };
  }
  if (isOlder(version)) return { reason: `${file} is version ${version}, older than ${OLDEST.join('.')}` };
  const command = (place: RedisPlace) => ({ file, args: [writeConfig(place)], env });
  return { program: { name: `${product} ${version} (${file})`, durable: true, command } };
}

function isOlder(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major < OLDEST[0] || (major === OLDEST[0] && minor < OLDEST[1]);
}

function writeConfig(place: RedisPlace): string {
  const path = join(place.directory, 'redis.conf');
  writeFileSync(`${path}.new`, redisConfig(place), { mode: 0o600 });
  renameSync(`${path}.new`, path);
  return path;
}

function lastLine(output: string): string {
  return output.trim().split('\n').at(-1) ?? '';
}
