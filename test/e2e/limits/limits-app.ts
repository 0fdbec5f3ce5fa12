import { replyJson, UpstreamServer } from '@app/testing';
import { ProcessRegister } from '@app/limits';
import type { Redis } from 'ioredis';
import { eventually } from '../../integration/storage/store-fixture';
import { RedisProcess } from '../../redis-servers/redis-process';
import { endpointEnv } from '../support/endpoint-env';
import { startApp, type RunningApp } from '../support/running-app';
import { chatBody } from '../support/wire-replies';

export const ALICE = 'key-of-alice-0123456789';
export const BOB = 'key-of-bob-0123456789';

/** A real Redis, an upstream and apps over them. */
export class LimitsFixture {
  private readonly apps: RunningApp[] = [];

  private constructor(
    readonly server: RedisProcess,
    readonly direct: Redis,
    readonly upstream: UpstreamServer,
  ) {}

  static async start(): Promise<LimitsFixture> {
    const server = await RedisProcess.start();
    const upstream = await UpstreamServer.start(replyJson(chatBody(undefined, 'Final Answer: 10')));
    return new LimitsFixture(server, server.client(), upstream);
  }

  /** An app with limits; resolves when it has found Redis. */
  async app(env: Record<string, string> = {}): Promise<RunningApp> {
    const running = await startApp({
      ...endpointEnv(this.upstream.url),
      API_KEYS: `${ALICE},${BOB}`,
      REDIS_URL: this.server.url,
      RATE_LIMIT_ENABLED: 'auto',
      RUN_JOBS: 'false',
      ...env,
    });
    this.apps.push(running);
    await eventually(async () => {
      if ((await this.direct.zcard('sw:{system}:processes')) < this.apps.length) throw new Error('not yet');
    });
    return running;
  }

  /** Resolves when each app knows that there are so many. */
  async untilProcesses(apps: readonly RunningApp[], count: number): Promise<void> {
    for (const { app } of apps) {
      await app.get(ProcessRegister, { strict: false }).report();
      expect(app.get(ProcessRegister, { strict: false }).count).toBe(count);
    }
  }

  /** Resolves when no chat of the keys holds a place any more. */
  async untilNoLease(): Promise<void> {
    await eventually(async () => {
      if ((await this.direct.zcard('sw:{org_local/user_bootstrap}:lease:chat')) > 0) throw new Error('not yet');
    });
  }

  /** The commands that clients send while the action runs: those that scripts call, and heartbeats, are left out. */
  async commandsOf(action: () => Promise<unknown>): Promise<string[]> {
    const seen: string[] = [];
    const monitor = await this.direct.monitor();
    monitor.on('monitor', (_time: string, args: string[], source: string) => {
      if (source !== 'lua' && !args.includes('sw:{system}:processes')) seen.push(args[0]?.toLowerCase() ?? '');
    });
    await action();
    await this.direct.echo('end');
    await eventually(() => expect(seen).toContain('echo'));
    monitor.disconnect();
    return seen.filter((name) => name !== 'echo' && name !== 'ping');
  }

  async closeApps(): Promise<void> {
    await Promise.all(this.apps.splice(0).map((running) => running.close()));
    if (this.server.isRunning) await this.direct.flushall();
  }

  async stop(): Promise<void> {
    await this.closeApps();
    this.direct.disconnect();
    await this.server.remove();
    await this.upstream.close();
  }
}

/** One request with a key, a JSON body where one is given. */
export function call(
  { url }: RunningApp,
  path: string,
  { key = ALICE, body, method, headers = {} }: CallOptions = {},
): Promise<Response> {
  return fetch(`${url}${path}`, {
    method: method ?? (body === undefined ? 'GET' : 'POST'),
    headers: {
      ...(key === '' ? {} : { Authorization: `Bearer ${key}` }),
      ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
}

export interface CallOptions {
  /** Empty: none. */
  key?: string;
  body?: object;
  method?: string;
  headers?: Record<string, string>;
}

/** Asks a question. */
export function chat(app: RunningApp, more: object = {}, options: CallOptions = {}): Promise<Response> {
  return call(app, '/api/v1/chat', { body: { message: 'What is 3 * 4 - 2?', ...more }, ...options });
}

/** The headers that tell how a client stands. */
export function limitHeaders({ headers }: Response): Record<string, string | null> {
  return Object.fromEntries(
    ['limit', 'remaining', 'reset', 'policy'].map((name) => [name, headers.get(`ratelimit-${name}`)]),
  );
}
