import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { SentinelOptions } from '@app/storage';
import { RedisProcess } from './redis-process';

const MASTER_NAME = 'stepwise';
const DOWN_AFTER_MS = 500;

/** A master with one replica, watched by three Sentinels. */
export class SentinelSet {
  private constructor(
    readonly servers: readonly RedisProcess[],
    readonly sentinels: readonly RedisProcess[],
    private readonly directory: string,
  ) {}

  /** Resolves when the Sentinels know each other and the replica. */
  static async start(): Promise<SentinelSet> {
    const master = await RedisProcess.start();
    const replica = await RedisProcess.start(['--replicaof', '127.0.0.1', String(master.port)]);
    const directory = mkdtempSync(join(tmpdir(), 'stepwise-sentinel-'));
    const sentinels = await Promise.all(
      [1, 2, 3].map((number) => {
        const configFile = join(directory, `sentinel-${number}.conf`);
        writeFileSync(configFile, configOf(master.port));
        return RedisProcess.start(['--sentinel'], { configFile });
      }),
    );
    const set = new SentinelSet([master, replica], sentinels, directory);
    await set.untilWhole();
    return set;
  }

  get address(): SentinelOptions {
    return { masterName: MASTER_NAME, nodes: this.sentinels.map(({ port }) => ({ host: '127.0.0.1', port })) };
  }

  /** The server that the first Sentinel calls the master now. */
  get master(): RedisProcess {
    const port = Number(this.ask('get-master-addr-by-name')[1]);
    const master = this.servers.find((server) => server.port === port);
    if (master === undefined) throw new Error('The master is not one of the servers.');
    return master;
  }

  async remove(): Promise<void> {
    await Promise.all([...this.sentinels, ...this.servers].map((server) => server.remove()));
    rmSync(this.directory, { recursive: true, force: true });
  }

  private async untilWhole(): Promise<void> {
    while (this.ask('sentinels').filter((line) => line === 'runid').length < 2) await delay(50);
    while (!this.ask('replicas').includes('master-link-status')) await delay(50);
    while (this.ask('replicas')[this.ask('replicas').indexOf('master-link-status') + 1] !== 'ok') await delay(50);
  }

  private ask(command: string): string[] {
    const port = String(this.sentinels[0]?.port);
    return execFileSync('redis-cli', ['-p', port, 'sentinel', command, MASTER_NAME], { encoding: 'utf8' }).split('\n');
  }
}

function configOf(masterPort: number): string {
  return [
    `sentinel monitor ${MASTER_NAME} 127.0.0.1 ${masterPort} 2`,
    `sentinel down-after-milliseconds ${MASTER_NAME} ${DOWN_AFTER_MS}`,
    `sentinel failover-timeout ${MASTER_NAME} 3000`,
    '',
  ].join('\n');
}
