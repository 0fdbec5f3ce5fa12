import { execFileSync } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import type { RedisNode } from '@app/storage';
import { RedisProcess } from './redis-process';

/** How long a node may be silent before the others replace it, milliseconds. */
const NODE_TIMEOUT_MS = 1_000;

/** A real Redis Cluster on this machine. */
export class RedisCluster {
  private constructor(readonly servers: readonly RedisProcess[]) {}

  /** Starts three masters with so many replicas each; resolves when every node calls the Cluster whole. */
  static async start({ replicas = 0 }: { replicas?: 0 | 1 } = {}): Promise<RedisCluster> {
    const args = ['--cluster-enabled', 'yes', '--cluster-node-timeout', String(NODE_TIMEOUT_MS)];
    // Without a disk between them a master waits: 5 s before the first data, and for a sign of the replica before more.
    args.push('--repl-diskless-sync', 'no');
    const servers = await Promise.all(Array.from({ length: 3 * (1 + replicas) }, () => RedisProcess.start(args)));
    const addresses = servers.map(({ port }) => `127.0.0.1:${port}`);
    const create = ['--cluster', 'create', ...addresses, '--cluster-replicas', String(replicas), '--cluster-yes'];
    execFileSync('redis-cli', create, { stdio: 'ignore' });
    const cluster = new RedisCluster(servers);
    await cluster.untilWhole();
    return cluster;
  }

  get nodes(): RedisNode[] {
    return this.servers.map(({ port }) => ({ host: '127.0.0.1', port }));
  }

  /** The running master that holds the slot of a key. */
  masterOf(key: string): RedisProcess {
    const [running] = this.running();
    if (running === undefined) throw new Error('No node runs.');
    const slot = Number(ask(running.port, 'cluster', 'keyslot', key));
    const lines = ask(running.port, 'cluster', 'nodes').split('\n');
    const line = lines.find((one) => one.includes('master') && !one.includes('fail') && holds(one, slot));
    const port = Number(/:(\d+)@/.exec(line ?? '')?.[1]);
    const master = this.servers.find((server) => server.port === port);
    if (master === undefined) throw new Error(`No master holds slot ${slot}.`);
    return master;
  }

  async untilWhole(): Promise<void> {
    for (const { port } of this.running()) {
      while (!ask(port, 'cluster', 'info').includes('cluster_state:ok')) await delay(50);
      while (this.masters(port) < 3) await delay(50);
      // A replica that never had its master's data takes no part in an election: the slots of a master killed then stay without one.
      while (/master_link_status:down|state=(?!online)/.test(ask(port, 'info', 'replication'))) await delay(50);
    }
  }

  async remove(): Promise<void> {
    await Promise.all(this.servers.map((server) => server.remove()));
  }

  private running(): RedisProcess[] {
    return this.servers.filter(({ isRunning }) => isRunning);
  }

  private masters(port: number): number {
    return ask(port, 'cluster', 'nodes')
      .split('\n')
      .filter((line) => /\bmaster\b/.test(line) && !line.includes('fail')).length;
  }
}

function holds(line: string, slot: number): boolean {
  return line
    .split(' ')
    .slice(8)
    .some((range) => {
      const [from = NaN, to = from] = range.split('-').map(Number);
      return slot >= from && slot <= to;
    });
}

function ask(port: number, ...command: readonly string[]): string {
  return execFileSync('redis-cli', ['-p', String(port), ...command], { encoding: 'utf8' });
}
