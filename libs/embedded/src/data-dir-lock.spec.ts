import { existsSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { DataDirLock } from './data-dir-lock';
import { processMark } from './process-mark';

describe('DataDirLock', () => {
  let dataDir: string;
  const writeLock = (holder: object) => writeFileSync(join(dataDir, 'lock'), JSON.stringify(holder));

  beforeEach(() => {
    dataDir = mkdtempSync(join(tmpdir(), 'stepwise-lock-'));
  });

  it('is refused while it is held, and free again after its release', () => {
    const lock = DataDirLock.acquire(dataDir);
    expect(() => DataDirLock.acquire(dataDir)).toThrow(/uses the data directory.*DATA_DIR/);
    lock.release();
    DataDirLock.acquire(dataDir).release();
    expect(readdirSync(dataDir)).toEqual([]);
  });

  it('is left alone at its release when somebody else has it by then', () => {
    const lock = DataDirLock.acquire(dataDir);
    rmSync(join(dataDir, 'lock'));
    writeLock({ pid: process.ppid, mark: processMark(process.ppid), host: hostname() });
    lock.release();
    expect(existsSync(join(dataDir, 'lock'))).toBe(true);
  });

  it('is taken over from a process that is gone', () => {
    writeLock({ pid: 2 ** 22 + 1, mark: '1', host: hostname() });
    DataDirLock.acquire(dataDir).release();
  });

  it('is taken over when the process id now belongs to another process', () => {
    writeLock({ pid: process.ppid, mark: 'started at another time', host: hostname() });
    DataDirLock.acquire(dataDir).release();
  });

  it('is taken over when it says nothing', () => {
    writeLock({});
    DataDirLock.acquire(dataDir).release();
  });

  it('is refused while its process on this host runs', () => {
    writeLock({ pid: process.ppid, mark: processMark(process.ppid), host: hostname() });
    expect(() => DataDirLock.acquire(dataDir)).toThrow(`process ${process.ppid})`);
  });

  it('of another host is respected while that host keeps touching it, and taken over later', () => {
    writeLock({ pid: 1, mark: '1', host: 'another-host' });
    expect(() => DataDirLock.acquire(dataDir)).toThrow('on another-host');
    const longAgo = new Date(Date.now() - 31_000);
    utimesSync(join(dataDir, 'lock'), longAgo, longAgo);
    DataDirLock.acquire(dataDir).release();
  });
});
