import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { AuditTrail, SYSTEM_ACTOR } from '@app/audit';
import { replyJson } from '@app/testing';
import { verifyCommand } from '../../../src/audit/command/verify-command';
import { AuditConfig } from '../../../src/config/audit-config';
import { RetentionService } from '../../../src/privacy/retention.service';
import { eventually } from '../../integration/storage/store-fixture';
import { chatBody } from '../support/wire-replies';
import { startUsageApp, type UsageApp } from '../usage/usage-app';

jest.setTimeout(180_000);

const OLD = Date.UTC(2020, 0, 1);

describe('privacy', () => {
  let app: UsageApp;

  beforeAll(async () => {
    app = await startUsageApp({
      RATE_LIMIT_ENABLED: 'false',
      RETENTION_CONVERSATIONS: '30',
      RETENTION_USAGE: '30',
      RETENTION_AUDIT: '30',
    });
    app.upstream.answer(replyJson(chatBody(undefined, 'an answer')));
  });
  afterAll(() => app.close());

  const data = (method: string, userId = 'me'): Promise<Response> =>
    fetch(`${app.running.url}/api/v1/privacy/users/${userId}/data`, { method });
  const count = async (query: string): Promise<number> => (await app.pool.query(query)).rowCount ?? 0;
  const settled = (calls: number) =>
    eventually(async () => {
      expect(await count("SELECT FROM stepwise.usage_calls WHERE state = 'settled'")).toBe(calls);
    });

  it('exports and deletes everything of a user, each as an audited act', async () => {
    expect((await app.ask({ message: 'hello' })).status).toBe(200);
    await settled(1);
    const lines = (await (await data('GET')).text())
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(lines.map(({ place }) => place)).toEqual(expect.arrayContaining(['usage', 'audit']));
    expect(lines.at(-1)).toMatchObject({ end: true });

    const erased = await data('DELETE');
    expect(erased.status).toBe(200);
    expect(await erased.json()).toMatchObject({ userId: 'user_local', erased: { usage: 1, audit: 0 } });
    expect(await count("SELECT FROM stepwise.usage_calls WHERE user_id = 'user_local'")).toBe(0);
    expect(await count('SELECT FROM stepwise.usage_calls')).toBe(1);
    const audit = await fetch(`${app.running.url}/api/v1/audit?targetType=user`);
    const { entries } = (await audit.json()) as { entries: { action: string }[] };
    expect(entries.map(({ action }) => action)).toEqual(['privacy.erase', 'privacy.export']);
  });

  it('deletes the answers that are kept for requests with an Idempotency-Key', async () => {
    const answer = await fetch(`${app.running.url}/api/v1/chat`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'idempotency-key': 'once' },
      body: JSON.stringify({ message: 'hello' }),
    });
    expect(answer.status).toBe(200);
    expect(await count('SELECT FROM stepwise.idempotency_keys')).toBe(1);
    expect(await (await data('DELETE')).json()).toMatchObject({ erased: { idempotency: 1 } });
    expect(await count('SELECT FROM stepwise.idempotency_keys')).toBe(0);
  });

  it('removes what is older than the settings say, and the bill and the proof stay whole', async () => {
    await app.ask({ message: 'hello' });
    await settled(3);
    const trail = app.running.app.get(AuditTrail);
    const entry = { organisationId: 'org_old', actor: SYSTEM_ACTOR, action: 'key.create', result: 'success' } as const;
    await trail.append(entry);
    const clock = jest.spyOn(Date, 'now').mockReturnValue(OLD);
    await trail.append({ ...entry, organisationId: 'org_older' });
    await trail.append({ ...entry, organisationId: 'org_older' });
    clock.mockRestore();
    await trail.append({ ...entry, organisationId: 'org_older' });
    await app.pool.query(
      `UPDATE stepwise.usage_calls SET created_at = '2020-01-01T12:00:00Z' WHERE user_id = 'user_local'`,
    );
    const before = await app.pool.query('SELECT sum(cost_micro_usd) AS sum FROM stepwise.usage_calls');

    await app.running.app.get(RetentionService).apply(new AbortController().signal);

    expect(await count("SELECT FROM stepwise.usage_calls WHERE created_at < '2021-01-01'")).toBe(0);
    const after = await app.pool.query(`SELECT (SELECT sum(cost_micro_usd) FROM stepwise.usage_calls) +
      (SELECT sum(cost_micro_usd) FROM stepwise.usage_days) AS sum`);
    expect(after.rows).toEqual(before.rows);

    expect(await count("SELECT FROM stepwise.audit_entries WHERE organisation_id = 'org_old'")).toBe(1);
    const { rows } = await app.pool.query<{ sequence: string; action: string }>(
      "SELECT sequence, facts[2] AS action FROM stepwise.audit_entries WHERE organisation_id = 'org_older' ORDER BY sequence",
    );
    expect(rows).toEqual([
      { sequence: '3', action: 'key.create' },
      { sequence: '4', action: 'audit.archive' },
    ]);
    const file = join(app.running.app.get(AuditConfig).archiveDir, 'org_older', '0000000000000001.ndjson');
    expect(existsSync(file)).toBe(true);
    expect(readFileSync(file, 'utf8').trim().split('\n')).toHaveLength(3);
    const output: string[] = [];
    expect(await verifyCommand([file], { write: (text) => output.push(text) })).toBe(0);
    expect(output[0]).toContain('entries 1 to 2 of org_older');
    await expect(
      app.pool.query("DELETE FROM stepwise.audit_entries WHERE organisation_id = 'org_older'"),
    ).rejects.toMatchObject({ code: '42501' });
  });
});
