import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { makeDraftDirectory } from '../draft-directory';
import type { Launcher, RunResult } from '../launcher';
import { nativeRedis } from './native-redis';
import type { RedisSearchResult } from './redis-program';

/** What {@link fetchedRedis} works with. */
export interface FetchOptions {
  launcher: Launcher;
  /** Where the unpacked packages live; made when fetching. */
  runtimeDir: string;
  onProgress: (line: string) => void;
  signal: AbortSignal | undefined;
}

const SHORT_LIMIT_MS = 20_000;
const FETCH_LIMIT_MS = 120_000;
const PACKAGES = ['redis-server', 'redis-tools'];
// apt's own sandbox account may not enter our directory; the unpacking needs no privilege at all.
const APT_OPTIONS = [
  '-q',
  '-o',
  'APT::Sandbox::User=root',
  '-o',
  'Acquire::Retries=1',
  '-o',
  'Acquire::http::Timeout=15',
];

/**
 * The distribution's own redis-server, unpacked into a directory of ours: downloaded from the archives that the system
 * trusts, checked by apt, no root needed, nothing installed. Debian and Ubuntu only. Fetched once.
 */
export async function fetchedRedis(options: FetchOptions): Promise<RedisSearchResult> {
  const { runtimeDir, launcher } = options;
  const present = await openRuntime(launcher, runtimeDir);
  if (present !== undefined && 'program' in present) return present;
  if (['apt-get', 'apt-cache', 'dpkg', 'dpkg-query'].some((name) => launcher.find(name) === undefined)) {
    return { reason: 'this system has no apt to fetch it with' };
  }
  options.onProgress('Fetching redis-server from the archives of this system (once, no root needed) …');
  const draft = makeDraftDirectory(runtimeDir);
  try {
    const failure = await unpackPackages(options, draft);
    if (failure !== undefined) return { reason: `apt could not fetch it (${failure})` };
    rmSync(runtimeDir, { recursive: true, force: true });
    renameSync(draft, runtimeDir);
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
  return (await openRuntime(launcher, runtimeDir)) ?? { reason: 'the fetched package holds no redis-server' };
}

async function openRuntime(launcher: Launcher, runtimeDir: string): Promise<RedisSearchResult | undefined> {
  const file = join(runtimeDir, 'usr/bin/redis-server');
  if (!existsSync(file)) return undefined;
  const libraries = ['usr/lib', 'lib'].flatMap((part) => withSubdirectories(join(runtimeDir, part)));
  return nativeRedis(launcher, file, libraries.join(':'));
}

function withSubdirectories(directory: string): string[] {
  if (!existsSync(directory)) return [];
  const inside = readdirSync(directory, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return [directory, ...inside.map((entry) => join(directory, entry.name))];
}

/** Downloads into `draft` and unpacks there. Returns what went wrong, or undefined. */
async function unpackPackages(options: FetchOptions, draft: string): Promise<string | undefined> {
  const apt = new Apt(options, draft);
  let download = await apt.download();
  if (download.code !== 0) {
    // No package lists, or old ones: a container image comes without. Lists of our own need no root.
    options.onProgress('Reading the package lists …');
    await apt.useOwnLists();
    download = await apt.download();
  }
  if (download.code !== 0) return lastLine(download.output);
  for (const name of readdirSync(draft).filter((entry) => entry.endsWith('.deb'))) {
    const unpack = await apt.run('dpkg', ['-x', name, '.'], SHORT_LIMIT_MS);
    if (unpack.code !== 0) return lastLine(unpack.output);
    rmSync(join(draft, name));
  }
  apt.removeLists();
  return undefined;
}

class Apt {
  private listOptions: string[] = [];
  private readonly lists: string;

  constructor(
    private readonly options: FetchOptions,
    private readonly directory: string,
  ) {
    this.lists = join(directory, 'apt');
  }

  run(name: string, args: string[], timeoutMs: number): Promise<RunResult> {
    const { launcher, signal } = this.options;
    return launcher.run({ file: launcher.find(name) ?? name, args, cwd: this.directory }, { timeoutMs, signal });
  }

  async download(): Promise<RunResult> {
    const packages = [...PACKAGES, ...(await this.missingLibraries())];
    return this.run('apt-get', [...APT_OPTIONS, ...this.listOptions, 'download', ...packages], FETCH_LIMIT_MS);
  }

  async useOwnLists(): Promise<void> {
    for (const part of ['lists/partial', 'cache/archives/partial'])
      mkdirSync(join(this.lists, part), { recursive: true });
    this.listOptions = ['-o', `Dir::State::lists=${this.lists}/lists`, '-o', `Dir::Cache=${this.lists}/cache`];
    await this.run('apt-get', [...APT_OPTIONS, ...this.listOptions, 'update'], FETCH_LIMIT_MS);
  }

  removeLists(): void {
    rmSync(this.lists, { recursive: true, force: true });
  }

  /** The libraries that the server needs and the system has not. */
  private async missingLibraries(): Promise<string[]> {
    const depends = await this.run('apt-cache', [...this.listOptions, 'depends', ...PACKAGES], SHORT_LIMIT_MS);
    const names = [...depends.output.matchAll(/^\s*\|?Depends: ((?:lib|lua)[a-z0-9.+-]+)$/gm)].map(
      ([, name]) => name ?? '',
    );
    const status = await this.run('dpkg-query', ['-W', '-f=${Package} ${Status}\n', ...names], SHORT_LIMIT_MS);
    const installed = new Set([...status.output.matchAll(/^(\S+) install ok installed$/gm)].map(([, name]) => name));
    return [...new Set(names)].filter((name) => !installed.has(name));
  }
}

function lastLine(output: string): string {
  return output.trim().split('\n').at(-1) ?? '';
}
