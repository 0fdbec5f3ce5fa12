import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sha256, type AuditRecord } from '@app/audit';
import { startEmbeddedStores, type EmbeddedStores } from '@app/embedded';
import { closePostgresPool, createPostgresPool, migrate } from '@app/storage';
import { replyEvents, replyJson, replyThenCut, UpstreamServer } from '@app/testing';
import type { Pool } from 'pg';
import { eventually } from '../../integration/storage/store-fixture';
import { endpointEnv } from '../support/endpoint-env';
import { startApp, type RunningApp } from '../support/running-app';
import { chatBody, chatChunks } from '../support/wire-replies';

jest.setTimeout(120_000);

describe('AUDIT_CHATS', () => {
  let folder: string;
  let stores: EmbeddedStores;
  let upstream: UpstreamServer;
  let pool: Pool;
  let running: RunningApp;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'stepwise-'));
    stores = await startEmbeddedStores({
      dataDir: folder,
      needRedis: false,
      needPostgres: true,
      onProgress: () => undefined,
    });
    await migrate({ url: stores.databaseUrl! });
    pool = createPostgresPool({ url: stores.databaseUrl! });
    upstream = await UpstreamServer.start();
    running = await startApp({
      DATABASE_URL: stores.databaseUrl!,
      DATA_DIR: folder,
      AUDIT_CHATS: 'true',
      ...endpointEnv(upstream.url),
    });
  });
  afterAll(async () => {
    await running.close();
    await upstream.close();
    await closePostgresPool(pool);
    await stores.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const ask = (body: object, signal?: AbortSignal): Promise<Response> =>
    fetch(`${running.url}/api/v1/chat`, {
      method: 'POST',
      ...(signal === undefined ? {} : { signal }),
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ message: 'a secret question', reasoning: { strategy: 'direct' }, ...body }),
    });
  const records = async (): Promise<AuditRecord[]> =>
    (await pool.query<{ entry: string }>('SELECT entry FROM stepwise.audit_entries ORDER BY sequence')).rows.map(
      ({ entry }) => JSON.parse(entry) as AuditRecord,
    );

  it('has an entry for every whole answer, by hash', async () => {
    upstream.answer(replyJson(chatBody(undefined, 'a secret answer')));
    const before = (await records()).length;
    const { id } = (await (await ask({})).json()) as { id: string };
    const all = await records();
    expect(all).toHaveLength(before + 1);
    expect(all.at(-1)).toMatchObject({
      action: 'chat.answer',
      target: { type: 'chat', id },
      details: {
        questionHash: sha256('a secret question'),
        answerHash: sha256('a secret answer'),
        outcome: 'finished',
      },
    });
    expect(JSON.stringify(all)).not.toContain('a secret');
  });

  it('has an entry before the first text of a stream and one before its end', async () => {
    upstream.answer(replyEvents(...chatChunks([], ['a secret ', 'answer'])));
    const before = (await records()).length;
    expect(await (await ask({ stream: true })).text()).toContain('event: finish');
    const added = (await records()).slice(before);
    expect(added.map(({ details }) => details?.['outcome'])).toEqual(['begun', 'finished']);
    expect(added[1]?.details?.['answerHash']).toBe(sha256('a secret answer'));
  });

  it('tells that a stream broke off', async () => {
    upstream.answer(replyThenCut(...chatChunks([], ['a ', 'b']).slice(0, 3)));
    const before = (await records()).length;
    expect(await (await ask({ stream: true })).text()).toContain('event: error');
    await eventually(async () => {
      const added = (await records()).slice(before);
      expect(added.map(({ details }) => details?.['outcome'])).toEqual(['begun', 'failed']);
    });
  });

  it('tells that a whole answer failed, and that its client left', async () => {
    upstream.answer(replyJson({ error: { message: 'no' } }, 400));
    const before = (await records()).length;
    const failed = await ask({});
    expect(failed.status).toBeGreaterThanOrEqual(400);
    upstream.answer(({ closed }) => closed);
    const [leaving, arrived] = [new AbortController(), upstream.nextExchange()];
    const left = ask({ message: 'left' }, leaving.signal);
    await arrived;
    leaving.abort();
    await expect(left).rejects.toThrow('abort');
    await eventually(async () => {
      const added = (await records()).slice(before);
      expect(added).toMatchObject([
        { result: 'failure', details: { outcome: 'failed', questionHash: sha256('a secret question') } },
        { result: 'failure', details: { outcome: 'aborted', questionHash: sha256('left') } },
      ]);
    });
  });

  it('gives no answer out when the entry cannot be written', async () => {
    await pool.query('ALTER TABLE stepwise.audit_heads RENAME TO gone');
    upstream.answer(replyJson(chatBody(undefined, 'a secret answer')));
    const whole = await ask({});
    expect(whole.status).toBe(503);
    expect(await whole.text()).toMatch(/"code":"audit_unavailable"/);
    upstream.answer(replyEvents(...chatChunks([], ['a secret ', 'answer'])));
    const stream = await ask({ stream: true });
    expect(stream.status).toBe(503);
    expect(await stream.text()).not.toContain('a secret');
    await pool.query('ALTER TABLE stepwise.gone RENAME TO audit_heads');
    upstream.answer(replyJson(chatBody(undefined, 'a secret answer')));
    expect((await ask({})).status).toBe(200);
  });
});
