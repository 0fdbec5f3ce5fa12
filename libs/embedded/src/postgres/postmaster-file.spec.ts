import { existsSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findOrphanPostmaster, readPostmasterFile } from './postmaster-file';

describe('the file postmaster.pid', () => {
  let clusterDir: string;
  const write = (...lines: (string | number)[]) => writeFileSync(join(clusterDir, 'postmaster.pid'), lines.join('\n'));

  beforeEach(() => {
    clusterDir = mkdtempSync(join(tmpdir(), 'stepwise-cluster-'));
  });

  it('tells the process, the port and whether connections are taken', () => {
    write(4711, clusterDir, 1_700_000_000, 20_001, '', '127.0.0.1', '  1234  5678', 'starting');
    expect(readPostmasterFile(clusterDir)).toEqual({ pid: 4711, port: 20_001, ready: false });
    write(4711, clusterDir, 1_700_000_000, 20_001, '', '127.0.0.1', '  1234  5678', 'ready   ', '');
    expect(readPostmasterFile(clusterDir)).toEqual({ pid: 4711, port: 20_001, ready: true });
  });

  it('tells nothing while it is absent or being written', () => {
    expect(readPostmasterFile(clusterDir)).toBeUndefined();
    write('');
    expect(readPostmasterFile(clusterDir)).toBeUndefined();
    write(4711, clusterDir);
    expect(readPostmasterFile(clusterDir)).toEqual({ pid: 4711, port: undefined, ready: false });
  });

  it('does not make an orphan of a foreign process that was given the id, and no longer stands in the way', () => {
    write(process.pid, clusterDir);
    expect(findOrphanPostmaster(clusterDir)).toBeUndefined();
    expect(existsSync(join(clusterDir, 'postmaster.pid'))).toBe(false);
  });

  it('of a process that is gone is left to PostgreSQL', () => {
    write(2 ** 22 + 1, clusterDir);
    expect(findOrphanPostmaster(clusterDir)).toBeUndefined();
    expect(existsSync(join(clusterDir, 'postmaster.pid'))).toBe(true);
  });
});
