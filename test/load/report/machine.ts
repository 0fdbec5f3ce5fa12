import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { availableParallelism, cpus, loadavg, release, totalmem } from 'node:os';
import { join } from 'node:path';
import { PORTKEY_VERSION } from '../servers/start-portkey';

/** Where and with what a run was made. */
export interface MachineFacts {
  when: string;
  cpu: string;
  cores: number;
  memoryGib: number;
  kernel: string;
  /** Other work on the machine when the run began: the load average of the last minute. */
  loadBefore: number;
  /** Of node, the product, its commit and the peer. */
  versions: Record<string, string>;
}

/** Reads the facts of this machine and working tree. */
export function readMachineFacts(): MachineFacts {
  const root = join(__dirname, '../../..');
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
  return {
    when: new Date().toISOString(),
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    cores: availableParallelism(),
    memoryGib: Math.round(totalmem() / 2 ** 30),
    kernel: release(),
    loadBefore: loadavg()[0] ?? NaN,
    versions: {
      node: process.versions.node,
      stepwise: version,
      commit: commitOf(root),
      undici: (JSON.parse(readFileSync(require.resolve('undici/package.json'), 'utf8')) as { version: string }).version,
      portkey: PORTKEY_VERSION,
    },
  };
}

function commitOf(root: string): string {
  try {
    return execFileSync('git', ['rev-parse', '--short', 'HEAD'], { cwd: root, stdio: 'pipe' }).toString().trim();
  } catch {
    return 'unknown'; // an unpacked archive has no history
  }
}
