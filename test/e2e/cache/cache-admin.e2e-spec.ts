import { PersonalDataRegistry } from '@app/kernel';
import { RedisStore, RedisSubscriber } from '@app/storage';
import { replyJson, UpstreamServer } from '@app/testing';
import { eventually } from '../../integration/storage/store-fixture';
import { endpointEnv } from '../support/endpoint-env';
import { ask } from '../support/json-client';
import { startApp, type RunningApp } from '../support/running-app';
import { startSql, type SqlFixture } from '../support/sql-fixture';
import { chatBody } from '../support/wire-replies';
import { CachedChat } from './cached-chat';

jest.setTimeout(120_000);

interface Removal {
  matched: number;
  removed: number;
}

interface KeyPage {
  keys: { key: string; model: string; tags?: string[]; userId: string }[];
}

describe('the administration of the cache', () => {
  let stores: SqlFixture;
  let upstream: UpstreamServer;
  let apps: RunningApp[];
  let one: CachedChat;
  let other: CachedChat;

  beforeAll(async () => {
    stores = await startSql({ needRedis: true });
    upstream = await UpstreamServer.start(replyJson(chatBody(undefined, 'Final Answer: 10')));
    const env = {
      ...endpointEnv(upstream.url),
      REDIS_URL: stores.redisUrl!,
      DATABASE_URL: stores.databaseUrl,
      CACHE_ENABLED: 'true',
      CACHE_WIDEST_SCOPE: 'global',
      RUN_JOBS: 'false',
    };
    apps = [await startApp(env), await startApp(env)];
    for (const { app } of apps) {
      await eventually(() =>
        expect([app.get(RedisStore).isReady, app.get(RedisSubscriber).isReady]).toEqual([true, true]),
      );
    }
    [one, other] = apps.map(({ url }) => new CachedChat(url)) as [CachedChat, CachedChat];
  });
  afterAll(async () => {
    for (const app of apps) await app.close();
    await upstream.close();
    await stores.remove();
  });

  const invalidate = async (body: object): Promise<Removal> =>
    (await ask<Removal>(`${one.url}/api/v1/cache/invalidate`, 'POST', body)).body;
  const keep = async (message: string, more: object = {}): Promise<void> => {
    await one.ask({ message, ...more });
    await other.askMemory({ message, ...more });
  };

  it('lists what is stored, and removes it by tag, key, model and pattern, in every process within a second', async () => {
    await keep('a', { cache: { tags: ['faq', 'billing'] } });
    await keep('b', { cache: { tags: ['faq'] } });
    await keep('c', { model: 'up/thinker' });
    const { body: page } = await ask<KeyPage>(`${one.url}/api/v1/cache/keys?limit=50`);
    expect(page.keys).toHaveLength(3);
    expect(JSON.stringify(page)).not.toContain('Final Answer');
    expect(await invalidate({ tag: 'faq', dryRun: true })).toEqual({ matched: 2, removed: 0 });
    expect(await invalidate({ tag: 'billing' })).toEqual({ matched: 1, removed: 1 });
    const began = Date.now();
    await eventually(async () => {
      const stored = await other.post('/api/v1/chat', { message: 'a', cache: { mode: 'only' } });
      expect(stored.status).toBe(504);
    });
    expect(Date.now() - began).toBeLessThan(1_000);
    const thinker = page.keys.find(({ model }) => model === 'up/thinker');
    expect(await invalidate({ key: thinker?.key })).toEqual({ matched: 1, removed: 1 });
    expect(await invalidate({ pattern: 'up/pl?in:*:faq' })).toEqual({ matched: 1, removed: 1 });
    expect(await invalidate({ userId: '*' })).toEqual({ matched: 0, removed: 0 });
    await keep('d');
    expect(await invalidate({ all: true })).toEqual({ matched: 1, removed: 1 });
  });

  it('asks what is meant, and keeps what belongs to everybody apart', async () => {
    const nothing = await ask(`${one.url}/api/v1/cache/invalidate`, 'POST', {});
    expect([nothing.status, nothing.body]).toMatchObject([400, { error: { code: 'missing_parameter' } }]);
    await keep('shared', { cache: { scope: 'global' } });
    expect(await invalidate({ all: true })).toEqual({ matched: 0, removed: 0 });
    expect(await invalidate({ all: true, everybody: true })).toEqual({ matched: 1, removed: 1 });
  });

  it('counts for this process and for all together', async () => {
    await keep('counted');
    const { body } = await ask<{ process: { hitsMemory: number }; today: { hitsMemory: number; hitRate: number } }>(
      `${other.url}/api/v1/cache/stats`,
    );
    expect(body.process.hitsMemory).toBeGreaterThan(0);
    expect(body.today.hitsMemory).toBeGreaterThanOrEqual(body.process.hitsMemory);
    expect(body.today.hitRate).toBeGreaterThan(0);
    const metrics = await (await one.get('/metrics')).text();
    expect(metrics).toMatch(/stepwise_cache_requests_total\{result="hit",layer="memory",reason="none"\} \d+/);
  });

  it('writes down who removed what, and forgets a user', async () => {
    const { body } = await ask<{ entries: { details: object }[] }>(`${one.url}/api/v1/audit?action=cache.invalidate`);
    expect(body.entries.map(({ details }) => details)).toContainEqual({ pattern: 'up/pl?in:*:faq' });
    await keep('of a user');
    const place = apps[0]!.app
      .get(PersonalDataRegistry)
      .all()
      .find(({ name }) => name === 'cachedAnswers');
    const subject = { organisationId: 'org_local', userId: 'user_local' };
    const exported: unknown[] = [];
    for await (const piece of place!.export(subject, new AbortController().signal)) exported.push(piece);
    expect(exported.length).toBeGreaterThan(0);
    expect(await place!.erase(subject)).toBeGreaterThanOrEqual(exported.length);
    await eventually(async () => {
      const stored = await other.post('/api/v1/chat', { message: 'of a user', cache: { mode: 'only' } });
      expect(stored.status).toBe(504);
    });
  });
});
