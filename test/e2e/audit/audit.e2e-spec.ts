import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AuditTrail, SYSTEM_ACTOR } from '@app/audit';
import { BucketReceiver, SyslogReceiver } from '@app/audit/testing';
import { startEmbeddedStores, type EmbeddedStores } from '@app/embedded';
import { migrate } from '@app/storage';
import { Client } from 'pg';
import { verifyCommand } from '../../../src/audit/command/verify-command';
import { CheckpointTimer } from '../../../src/audit/checkpoint-timer';
import { startApp, type RunningApp } from '../support/running-app';

jest.setTimeout(120_000);

interface Page {
  entries: { sequence: number; action: string; actor: object; details?: object }[];
  nextCursor?: string;
}

describe('the audit trail', () => {
  let folder: string;
  let stores: EmbeddedStores;
  let running: RunningApp;
  let syslog: SyslogReceiver;
  let bucket: BucketReceiver;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'stepwise-'));
    stores = await startEmbeddedStores({
      dataDir: folder,
      needRedis: true,
      needPostgres: true,
      searchPath: process.env['PATH'],
      onProgress: () => undefined,
    });
    await migrate({ url: stores.databaseUrl! });
    syslog = await SyslogReceiver.start();
    bucket = await BucketReceiver.start({ region: 'us-east-1', accessKeyId: 'writer', secretAccessKey: 'secret' });
    running = await startApp({
      DATABASE_URL: stores.databaseUrl!,
      REDIS_URL: stores.redisUrl!,
      DATA_DIR: folder,
      AUDIT_SYSLOG_URL: syslog.tcpUrl,
      AUDIT_BUCKET_URL: `${bucket.url}/trail`,
      AUDIT_BUCKET_ACCESS_KEY: 'writer',
      AUDIT_BUCKET_SECRET: 'secret',
    });
    const trail = running.app.get(AuditTrail);
    for (const action of ['key.create', 'key.rotate', 'key.revoke'] as const) {
      await trail.append({
        organisationId: 'org_local',
        actor: SYSTEM_ACTOR,
        action,
        target: { type: 'key', id: 'key_1' },
        result: 'success',
      });
    }
  });
  afterAll(async () => {
    await running.close();
    await syslog.close();
    await bucket.close();
    await stores.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const get = (path: string): Promise<Response> => fetch(`${running.url}/api/v1/audit${path}`);
  const page = async (query: string): Promise<Page> => (await (await get(query)).json()) as Page;

  it('is read page by page, newest first, and narrowed', async () => {
    const first = await page('?limit=2');
    expect(first.entries.map(({ action }) => action)).toEqual(['key.revoke', 'key.rotate']);
    const second = await page(`?limit=2&cursor=${first.nextCursor!}`);
    expect(second.entries.map(({ action }) => action)).toEqual(['key.create']);
    expect(second.nextCursor).toBeUndefined();
    expect((await page('?action=key.rotate&targetType=key&targetId=key_1&result=success')).entries).toHaveLength(1);
    expect((await page('?until=1')).entries).toEqual([]);
  });

  it.each(['?limit=0', '?limit=abc', '?cursor=-1', '?action=nothing', '?limit=1&limit=2', '?other=1'])(
    'refuses %s by its name',
    async (query) => {
      const answer = await get(query);
      expect(answer.status).toBe(400);
      const { error } = (await answer.json()) as { error: { param: string } };
      expect(query).toContain(error.param);
    },
  );

  it('shows the newest entries from Redis', async () => {
    const live = (await (await get('/live?limit=2')).json()) as Page['entries'];
    expect(live.map(({ sequence }) => sequence)).toEqual([3, 2]);
  });

  it('is exported as an audited act, and verified without the database', async () => {
    const answer = await get('/export');
    expect(answer.headers.get('content-type')).toBe('application/x-ndjson');
    const text = await answer.text();
    expect(text.trim().split('\n')).toHaveLength(5);
    expect(text).toContain('"action":"audit.export"');
    const file = join(folder, 'audit.ndjson');
    writeFileSync(file, text);

    const told = syslog.next();
    await running.app.get(CheckpointTimer).run();
    const anchor = join(folder, 'audit', 'checkpoints.ndjson');
    const checkpoint = readFileSync(anchor, 'utf8').trim();
    expect((await told).endsWith(` checkpoint - ${checkpoint}`)).toBe(true);
    expect([...bucket.objects.values()]).toEqual([`${checkpoint}\n`]);
    expect(readFileSync(anchor, 'utf8')).toContain('"sequence":4');
    const key = join(folder, 'key.pem');
    const verdict = (await (await get('/verify')).json()) as { ok: boolean; checkpoints: number; publicKey: string };
    expect(verdict).toMatchObject({ ok: true, checked: 4, checkpoints: 1 });
    writeFileSync(key, verdict.publicKey);

    const output: string[] = [];
    const verify = (path: string) =>
      verifyCommand([path, '--anchor', anchor, '--key', key], { write: (line) => output.push(line) });
    expect(await verify(file)).toBe(0);
    expect(output.at(-1)).toContain('entries 1 to 4 of org_local; 1 checkpoints; signatures checked');
    writeFileSync(file, text.replace('key.rotate', 'key.create'));
    expect(await verify(file)).toBe(1);
    expect(output.at(-1)).toContain('(changed, entry 2; 1 good entries');
    writeFileSync(file, text.slice(0, text.indexOf('key.revoke')));
    expect(await verify(file)).toBe(1);
    expect(output.at(-1)).toMatch(/^FLAWED .*\(tail_missing, entry 3; 2 good entries of org_local before it\)/);
    writeFileSync(file, text.slice(text.indexOf('\n') + 1));
    expect(await verify(file)).toBe(1);
    expect(output.at(-1)).toMatch(/^FLAWED .*\(head_missing, entry 1; 3 good entries of org_local before it\)/);
    expect(await verify(join(folder, 'none'))).toBe(2);
    expect(output.at(-1)).toMatch(/^unread .*There is no such file/);
  });

  it('tells which entry was tampered with by somebody who owns the database', async () => {
    const client = new Client({ connectionString: stores.databaseUrl! });
    await client.connect();
    await client.query(`
      ALTER TABLE stepwise.audit_entries DISABLE TRIGGER USER;
      GRANT UPDATE ON stepwise.audit_entries TO CURRENT_USER;
      UPDATE stepwise.audit_entries SET entry = replace(entry, 'key.revoke', 'key.create') WHERE sequence = 3`);
    await client.end();
    const verdict: unknown = await (await get('/verify')).json();
    expect(verdict).toMatchObject({ ok: false, flaw: { problem: 'changed', sequence: 3 } });
  });
});
