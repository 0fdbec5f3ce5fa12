import { replyJson } from '@app/testing';
import { eventually } from '../../integration/storage/store-fixture';
import { chatBody } from '../support/wire-replies';
import { startUsageApp, type UsageApp } from './usage-app';

jest.setTimeout(120_000);

interface Budget {
  id: string;
  spentMicroUsd: number;
  resetsAt: number;
}

describe('usage and budgets', () => {
  let app: UsageApp;

  beforeAll(async () => {
    app = await startUsageApp({ RATE_LIMIT_ENABLED: 'false' });
    app.upstream.answer(replyJson(chatBody(undefined, 'an answer')));
  });
  afterAll(() => app.close());

  const call = (method: string, path: string, body?: object): Promise<Response> =>
    fetch(`${app.running.url}/api/v1${path}`, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    });
  const settled = (calls: number) =>
    eventually(async () => {
      const { rows } = await app.pool.query("SELECT FROM stepwise.usage_calls WHERE state = 'settled'");
      expect(rows).toHaveLength(calls);
    });

  it('tells calls, tokens and cost by any dimension', async () => {
    expect((await app.ask({ message: 'hello' })).status).toBe(200);
    await settled(1);
    const answer = await call('GET', '/usage?groupBy=model,strategy,user,key,day');
    const { rows } = (await answer.json()) as { rows: object[] };
    expect(rows).toEqual([
      expect.objectContaining({
        model: 'up/plain',
        strategy: 'direct',
        user: 'user_local',
        key: '',
        day: new Date().toISOString().slice(0, 10),
        calls: 1,
        inputTokens: 12,
        outputTokens: 9,
        costMicroUsd: 12 * 2 + 9 * 10,
      }),
    ]);
    expect(
      ((await (await call('GET', '/usage?model=up/other')).json()) as { rows: { calls: number }[] }).rows[0]!.calls,
    ).toBe(0);
  });

  it.each(['?groupBy=nothing', '?since=5&until=5', '?groupBy=day,', '?since=now'])(
    'refuses %s by name',
    async (query) => {
      const answer = await call('GET', `/usage${query}`);
      expect(answer.status).toBe(400);
    },
  );

  it('exports CSV that no spreadsheet takes for formulas, as an audited act', async () => {
    await app.pool.query(`INSERT INTO stepwise.usage_days
      VALUES ('org_local', current_date, 'user_a', '', 'up', '=HYPERLINK("x")', 'direct', 1, 0, 0, 1, 1, 0, 0, 0, 5, 0)`);
    const answer = await call('GET', '/usage/export?groupBy=model');
    expect(answer.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    const text = await answer.text();
    expect(text).toContain(`\r\n"'=HYPERLINK(""x"")",1,`);
    expect(text.split('\r\n')[0]).toMatch(/^model,calls,runningCalls,/);
    const audit = (await (await call('GET', '/audit?action=usage.export')).json()) as { entries: object[] };
    expect(audit.entries).toHaveLength(1);
  });

  it('exports no part of what is too much for one file, and says what to ask for', async () => {
    await app.pool.query(`INSERT INTO stepwise.usage_days
      SELECT 'org_local', current_date, 'user_' || n, '', 'up', 'up/plain', 'direct', 1, 0, 0, 1, 1, 0, 0, 0, 5, 0
      FROM generate_series(1, 100001) AS n`);
    const refused = await call('GET', '/usage/export?groupBy=user');
    expect(refused.status).toBe(400);
    expect(((await refused.json()) as { error: object }).error).toMatchObject({
      param: 'groupBy',
      message: expect.stringContaining('100,000 lines') as string,
    });
    expect((await call('GET', '/usage/export?groupBy=model')).status).toBe(200);
    await app.pool.query("DELETE FROM stepwise.usage_days WHERE user_id LIKE 'user_%' AND user_id <> 'user_a'");
  });

  it('makes no budget for a user or a key that is not there, and says for whom one is in the audit trail', async () => {
    const budget = { name: 'one of us', period: 'day', limitMicroUsd: 1_000_000_000 };
    for (const subjectType of ['user', 'key', 'organisation']) {
      const refused = await call('POST', '/budgets', { ...budget, subjectType, subjectId: 'user_nope' });
      expect(refused.status).toBe(400);
      expect(((await refused.json()) as { error: object }).error).toMatchObject({ param: 'subjectId' });
    }
    const made = await call('POST', '/budgets', { ...budget, subjectType: 'user', subjectId: 'user_local' });
    expect(made.status).toBe(201);
    const { id } = (await made.json()) as Budget;
    const { entries } = (await (await call('GET', `/audit?targetType=budget&targetId=${id}`)).json()) as {
      entries: { details: object }[];
    };
    expect(entries[0]?.details).toMatchObject({ subject: 'user:user_local' });
    expect((await call('DELETE', `/budgets/${id}`)).status).toBe(204);
  });

  it('keeps budgets, each change audited, and refuses by name what has no room', async () => {
    const created = await call('POST', '/budgets', {
      name: 'all of us',
      subjectType: 'organisation',
      period: 'total',
      limitMicroUsd: 1_000_000,
    });
    expect(created.status).toBe(201);
    const { id, spentMicroUsd } = (await created.json()) as Budget;
    expect(spentMicroUsd).toBe(119);
    expect(
      (await call('POST', '/budgets', { name: 'all of us', subjectType: 'user', period: 'day', limitMicroUsd: 1 }))
        .status,
    ).toBe(409);

    expect((await app.ask({ message: 'hello', maxOutputTokens: 100 })).status).toBe(200);
    expect((await call('PATCH', `/budgets/${id}`, { limitMicroUsd: 200 })).status).toBe(200);
    await settled(2);
    const refused = await app.ask({ message: 'hello', maxOutputTokens: 100 });
    expect(refused.status).toBe(402);
    const { error } = (await refused.json()) as { error: { code: string; message: string } };
    expect(error).toMatchObject({ code: 'budget_exceeded', message: expect.stringContaining('"all of us"') as string });
    const stream = await app.ask({ message: 'hello', stream: true });
    expect(stream.status).toBe(402);

    expect((await call('DELETE', `/budgets/${id}`)).status).toBe(204);
    expect((await app.ask({ message: 'hello' })).status).toBe(200);
    expect((await call('GET', `/budgets/${id}`)).status).toBe(404);
    const audit = (await (await call('GET', `/audit?targetType=budget&targetId=${id}`)).json()) as {
      entries: { action: string }[];
    };
    expect(audit.entries.map(({ action }) => action)).toEqual(['budget.delete', 'budget.update', 'budget.create']);
  });
});
