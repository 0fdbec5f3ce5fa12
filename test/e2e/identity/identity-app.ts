import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Role, Scope } from '@app/kernel';
import { ask, type JsonAnswer } from '../support/json-client';
import { startApp, type RunningApp } from '../support/running-app';
import { startSql, type SqlFixture } from '../support/sql-fixture';

/** The key of API_KEYS of the app under test. */
export const ROOT_KEY = 'the-key-of-the-identity-suites';

/** A key that was made, and whose. */
export interface MadeKey {
  id: string;
  key: string;
  userId: string;
  organisationId: string;
}

/** The header that sends a key. */
export function bearer(key: string): Record<string, string> {
  return { authorization: `Bearer ${key}` };
}

/** The real app on real stores, with what identity suites ask of it. */
export class IdentityApp {
  private constructor(
    readonly running: RunningApp,
    readonly stores: SqlFixture,
    private readonly folder: string,
  ) {}

  static async start(env: Record<string, string> = {}): Promise<IdentityApp> {
    const folder = mkdtempSync(join(tmpdir(), 'stepwise-identity-'));
    const stores = await startSql({ needRedis: true });
    const running = await startApp({
      DATABASE_URL: stores.databaseUrl,
      REDIS_URL: stores.redisUrl ?? '',
      DATA_DIR: folder,
      API_KEYS: ROOT_KEY,
      PROVIDER_CHECK_INTERVAL: '0',
      ...env,
    });
    return new IdentityApp(running, stores, folder);
  }

  get url(): string {
    return this.running.url;
  }

  /** Sends a request with a key, with any headers, or (`undefined`) as nobody. */
  as<T = Record<string, unknown>>(
    who: string | Record<string, string> | undefined,
    method: string,
    path: string,
    body?: unknown,
  ): Promise<JsonAnswer<T>> {
    const headers = typeof who === 'string' ? bearer(who) : who;
    return ask<T>(`${this.url}${path}`, method, body, headers);
  }

  /** Makes an organisation and gives its id. */
  async organisation(name: string): Promise<string> {
    const { body } = await this.as<{ id: string }>(ROOT_KEY, 'POST', '/api/v1/organisations', { name });
    return body.id;
  }

  /** Makes a user with a key. */
  async user(
    name: string,
    roles: readonly Role[],
    organisationId: string,
    scopes?: readonly Scope[],
  ): Promise<MadeKey> {
    const made = await this.as<{ id: string }>(ROOT_KEY, 'POST', '/api/v1/users', { name, roles, organisationId });
    return this.key({ name: `key of ${name}`, userId: made.body.id, ...(scopes === undefined ? {} : { scopes }) });
  }

  /** Makes a key. */
  async key(body: object, by = ROOT_KEY): Promise<MadeKey> {
    const made = await this.as<MadeKey>(by, 'POST', '/api/v1/keys', body);
    if (made.status !== 201) throw new Error(`No key was made: ${JSON.stringify(made.body)}`);
    return made.body;
  }

  async close(): Promise<void> {
    this.running.app.getHttpServer().closeAllConnections();
    await this.running.close();
    await this.stores.remove();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
