import { hostname } from 'node:os';
import { linkSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { EmbeddedStoreError } from './embedded-store-error';
import { processMark } from './process-mark';

/** Who holds a data directory, as written in its lock file. */
interface Holder {
  pid: number;
  mark: string;
  host: string;
}

const TOUCH_EVERY_MS = 5_000;
// On another host (two containers on one volume) a process id says nothing, so there the age of the file decides.
const SILENT_AFTER_MS = 30_000;
const ATTEMPTS = 10;
const WAIT_POLL_MS = 50;

/**
 * Keeps two supervisors off one data directory: `lock` in it names the process that holds it. A lock whose process is gone
 * is taken over, a recycled process id included.
 */
export class DataDirLock {
  private constructor(
    private readonly path: string,
    /** What this holder wrote. */
    private readonly text: string,
    private readonly timer: NodeJS.Timeout,
  ) {}

  /**
   * Takes the lock, after waiting for its holder to go: after a restart the process before this one may still be stopping.
   *
   * @throws EmbeddedStoreError when a living process still holds the directory at the end of the time.
   */
  static async acquireWithin(
    dataDir: string,
    limitMs: number,
    { onProgress, signal }: { onProgress: (line: string) => void; signal?: AbortSignal | undefined },
  ): Promise<DataDirLock> {
    const until = performance.now() + limitMs;
    for (let told = false; ; told = true) {
      try {
        return DataDirLock.acquire(dataDir);
      } catch (error) {
        if (!(error instanceof EmbeddedStoreError) || performance.now() > until) throw error;
      }
      if (!told) onProgress(`Another process uses ${dataDir}. Waiting ${limitMs / 1000} s for it to end …`);
      signal?.throwIfAborted();
      await delay(WAIT_POLL_MS);
    }
  }

  /** @throws EmbeddedStoreError when a living process holds the directory. */
  static acquire(dataDir: string): DataDirLock {
    const path = join(dataDir, 'lock');
    const draft = `${path}.${process.pid}`;
    const holder: Holder = { pid: process.pid, mark: processMark(process.pid) ?? '', host: hostname() };
    const ownText = JSON.stringify(holder);
    writeFileSync(draft, ownText, { mode: 0o600 });
    try {
      for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
        if (linkIfAbsent(draft, path)) return new DataDirLock(path, ownText, keepFresh(path));
        const text = readIfPresent(path);
        if (text === undefined) continue; // released in between
        const current = parse(text);
        if (current !== undefined && isHeld(current, path)) throw inUse(dataDir, current);
        removeStale(path, text);
      }
    } finally {
      rmSync(draft, { force: true });
    }
    throw new EmbeddedStoreError(`The lock file ${path} keeps changing. Remove it when no other Stepwise runs.`);
  }

  /** Gives the directory back. A lock that somebody else has taken since (this one's was removed by hand) stays. */
  release(): void {
    clearInterval(this.timer);
    if (readIfPresent(this.path) === this.text) rmSync(this.path, { force: true });
  }
}

function inUse(dataDir: string, holder: Holder): EmbeddedStoreError {
  const where = holder.host === hostname() ? '' : ` on ${holder.host}`;
  return new EmbeddedStoreError(
    `Another Stepwise (process ${holder.pid}${where}) uses the data directory ${dataDir}. ` +
      'Stop it, or give this one its own directory with DATA_DIR.',
  );
}

/** Takes a stale lock away, and puts it back when it turns out that somebody took it over in the meantime. */
function removeStale(path: string, staleText: string): void {
  const aside = `${path}.stale.${process.pid}`;
  try {
    renameSync(path, aside);
  } catch {
    return; // somebody else was first: the next attempt looks again
  }
  if (readIfPresent(aside) !== staleText) linkIfAbsent(aside, path);
  rmSync(aside, { force: true });
}

function isHeld(holder: Holder, path: string): boolean {
  if (holder.host === hostname()) return processMark(holder.pid) === holder.mark;
  return Date.now() - (statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0) < SILENT_AFTER_MS;
}

function keepFresh(path: string): NodeJS.Timeout {
  const touch = () => {
    try {
      utimesSync(path, new Date(), new Date());
    } catch {
      // Removed by hand. Only a supervisor on another host would miss it.
    }
  };
  return setInterval(touch, TOUCH_EVERY_MS).unref();
}

function linkIfAbsent(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

function readIfPresent(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

function parse(text: string): Holder | undefined {
  try {
    const value = JSON.parse(text) as Partial<Holder>;
    if (typeof value.pid !== 'number' || typeof value.mark !== 'string' || typeof value.host !== 'string')
      return undefined;
    return { pid: value.pid, mark: value.mark, host: value.host };
  } catch {
    return undefined; // not written by a supervisor: worth nothing
  }
}
