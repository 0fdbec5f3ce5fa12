import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { startEmbeddedStores, type EmbeddedStores } from '@app/embedded';
import { Client } from 'pg';

/** Longer than any test may take. */
const PATIENCE_MS = 300_000;

/** Real servers for one suite. */
export interface TestStores extends EmbeddedStores {
  /** Process id of the Redis server. */
  redisPid(): number;
  /** Ends the servers and removes their data. */
  remove(): Promise<void>;
}

/** Starts the embedded stores in a new directory. */
export async function startTestStores(needs: { needRedis: boolean; needPostgres: boolean }): Promise<TestStores> {
  const dataDir = mkdtempSync(join(tmpdir(), 'stepwise-storage-'));
  const stores = await startEmbeddedStores({
    dataDir,
    ...needs,
    searchPath: process.env['PATH'],
    onProgress: () => undefined,
  });
  return {
    redisUrl: stores.redisUrl,
    databaseUrl: stores.databaseUrl,
    describe: () => stores.describe(),
    status: () => stores.status(),
    stop: () => stores.stop(),
    redisPid: () => Number.parseInt(readFileSync(join(dataDir, 'redis.pid'), 'utf8'), 10),
    remove: async () => {
      await stores.stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

let databases = 0;

/** Makes an empty database on the server and gives its address. */
export async function newDatabase(serverUrl: string): Promise<string> {
  const name = `spec_${++databases}`;
  const client = new Client({ connectionString: serverUrl });
  await client.connect();
  await client.query(`CREATE DATABASE ${name}`);
  await client.end();
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  return url.href;
}

/** A TCP proxy in front of a server, to cut what passes. */
export class CuttingProxy {
  /** Drop the next reply and reset the connection in its place. */
  dropReply = false;
  private readonly sockets = new Set<Socket>();

  private constructor(private readonly server: Server) {}

  static async to(port: number): Promise<CuttingProxy> {
    const server = createServer();
    const proxy = new CuttingProxy(server);
    server.on('connection', (client) => proxy.join(client, connect(port, '127.0.0.1')));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return proxy;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  close(): void {
    this.server.close();
    for (const socket of this.sockets) socket.destroy();
  }

  private join(client: Socket, server: Socket): void {
    for (const socket of [client, server]) {
      this.sockets.add(socket);
      socket.on('error', () => undefined); // a reset is what it is for
    }
    client.pipe(server);
    client.on('close', () => server.destroy());
    server.on('close', () => client.destroy());
    server.on('data', (reply) => {
      if (this.dropReply) client.resetAndDestroy();
      else client.write(reply);
    });
  }
}

/** Repeats the action until it succeeds. The test's own limit ends it before, this one the waiting that is left behind. */
export async function eventually<T>(action: () => Promise<T> | T): Promise<T> {
  const giveUpAt = performance.now() + PATIENCE_MS;
  for (;;) {
    try {
      return await action();
    } catch (error) {
      if (performance.now() > giveUpAt) throw error;
      await delay(20); // not yet
    }
  }
}
