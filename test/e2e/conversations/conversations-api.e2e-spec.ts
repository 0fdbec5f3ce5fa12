import type { Conversation, ConversationPage, ErrorBody, ExportedConversation } from '@app/contracts';
import { ask } from '../support/json-client';
import { startApp, type RunningApp } from '../support/running-app';
import { startSql, type SqlFixture } from '../support/sql-fixture';

jest.setTimeout(60_000);

const MESSAGES = [
  { role: 'user', content: 'What is 17 * 24?' },
  { role: 'assistant', content: '408' },
];

describe('/api/v1/conversations', () => {
  let sql: SqlFixture;
  let running: RunningApp;
  let base: string;

  beforeAll(async () => {
    sql = await startSql();
    running = await startApp({ DATABASE_URL: sql.databaseUrl });
    base = `${running.url}/api/v1/conversations`;
  }, 120_000);
  afterAll(async () => {
    await running.close();
    await sql.remove();
  });

  const create = async (body: object = { messages: MESSAGES }) => (await ask<Conversation>(base, 'POST', body)).body;

  it('creates, reads, renames and deletes', async () => {
    const made = await ask<Conversation>(base, 'POST', { messages: MESSAGES });
    expect(made).toMatchObject({ status: 201, body: { title: 'What is 17 * 24?', version: 1, messageCount: 2 } });
    expect(made.headers.get('etag')).toBe('"1"');
    const { id } = made.body;
    expect((await ask(`${base}/${id}`)).body).toEqual(made.body);
    const renamed = await ask(`${base}/${id}`, 'PATCH', { title: 'Sums' }, { 'if-match': '"1"' });
    expect(renamed).toMatchObject({ status: 200, body: { title: 'Sums', version: 2 } });
    expect(await ask(`${base}/${id}`, 'DELETE')).toMatchObject({ status: 204, body: undefined });
    expect((await ask(`${base}/${id}`)).status).toBe(404);
    expect((await ask(`${base}/${id}`, 'DELETE')).status).toBe(404);
  });

  it('tells a writer that is late the version now', async () => {
    const { id } = await create();
    await ask(`${base}/${id}`, 'PATCH', { title: 'b', version: 1 });
    for (const late of [
      await ask<ErrorBody>(`${base}/${id}`, 'PATCH', { title: 'c', version: 1 }),
      await ask<ErrorBody>(`${base}/${id}/messages`, 'POST', { messages: MESSAGES, version: 1 }),
      await ask<ErrorBody>(`${base}/${id}`, 'DELETE', undefined, { 'if-match': '"1"' }),
    ]) {
      expect(late).toMatchObject({ status: 409, body: { error: { code: 'version_conflict', currentVersion: 2 } } });
    }
    for (const ifMatch of ['1', '"x"', '"1", "2"', 'W/"1"']) {
      const bad = await ask<ErrorBody>(`${base}/${id}`, 'PATCH', { title: 'c' }, { 'if-match': ifMatch });
      expect(bad).toMatchObject({ status: 400, body: { error: { param: 'If-Match' } } });
    }
  });

  it('appends, branches and forks', async () => {
    const made = await create();
    const first = made.messages[0]!;
    const branch = await ask<{ conversation: Conversation; messages: Conversation['messages'] }>(
      `${base}/${made.id}/messages`,
      'POST',
      { messages: [{ role: 'assistant', content: 'four hundred and eight' }], parentMessageId: first.id },
    );
    expect(branch).toMatchObject({ status: 201, body: { conversation: { version: 2, messageCount: 3 } } });
    expect(branch.body.messages[0]).toMatchObject({ parentId: first.id });
    const back = await ask(`${base}/${made.id}`, 'PATCH', { activeLeafId: made.activeLeafId });
    expect(back.body).toMatchObject({ activeLeafId: made.activeLeafId });
    const fork = await ask<Conversation>(`${base}/${made.id}/fork`, 'POST', { messageId: first.id, title: 'Fork' });
    expect(fork).toMatchObject({ status: 201, body: { title: 'Fork', messageCount: 1 } });
    expect(fork.body.messages[0]?.id).not.toBe(first.id);
    const whole = await ask<Conversation>(`${base}/${made.id}/fork`, 'POST', {});
    expect(whole.body.messages.map(({ content }) => content)).toEqual(['What is 17 * 24?', '408']);
    expect((await ask(`${base}/${made.id}/fork`, 'POST', { messageId: 'msg_none' })).status).toBe(404);
  });

  it('lists page by page and finds', async () => {
    for (let i = 0; i < 5; i++)
      await create({ title: `Paged ${i}`, messages: [{ role: 'user', content: `zebra${i} crossing` }] });
    const seen: string[] = [];
    let cursor = '';
    do {
      const page: ConversationPage = (await ask<ConversationPage>(`${base}?limit=2&q=Paged${cursor}`)).body;
      seen.push(...page.conversations.map(({ title }) => title));
      cursor = page.nextCursor === undefined ? '' : `&cursor=${page.nextCursor}`;
    } while (cursor !== '');
    expect(seen).toEqual(['Paged 4', 'Paged 3', 'Paged 2', 'Paged 1', 'Paged 0']);
    const found = await ask<ConversationPage>(`${base}?q=zebra3`);
    expect(found.body.conversations).toMatchObject([{ title: 'Paged 3' }]);
  });

  it.each(['limit=-1', 'limit=0', 'limit=1e9', 'limit=1000000000', 'limit=x', 'cursor=', 'cursor=abc', 'page=2'])(
    'refuses %s',
    async (query) => {
      const answer = await ask<ErrorBody>(`${base}?${query}`);
      expect(answer.status).toBe(400);
      expect(answer.body.error.param).toBe(query.split('=')[0]);
    },
  );

  it('exports in three formats, and imports what it exported', async () => {
    const { id } = await create({ title: 'To go', messages: MESSAGES });
    await ask(`${base}/${id}/messages`, 'POST', {
      messages: [{ role: 'user', content: 'Edited?' }],
      parentMessageId: null,
    });
    const json = await ask<ExportedConversation>(`${base}/${id}/export`);
    expect(json.headers.get('content-disposition')).toBe(`attachment; filename="${id}.json"`);
    expect(json.body).toMatchObject({ format: 'stepwise-conversation', title: 'To go', messages: { length: 3 } });
    const imported = await ask<Conversation>(`${base}/import`, 'POST', { conversation: json.body });
    expect(imported).toMatchObject({ status: 201, body: { title: 'To go', messageCount: 3 } });
    const leaf = imported.body.messages.find((message) => message.id === imported.body.activeLeafId);
    expect(leaf).toMatchObject({ content: 'Edited?', parentId: null });

    await ask(`${base}/${id}`, 'PATCH', { activeLeafId: json.body.messages[1]?.id });
    const jsonl = await ask<string>(`${base}/${id}/export?format=jsonl`);
    expect(jsonl.headers.get('content-type')).toBe('application/x-ndjson; charset=utf-8');
    expect(
      jsonl.body
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as object),
    ).toMatchObject(MESSAGES);
    const again = await ask<Conversation>(`${base}/import`, 'POST', { jsonl: jsonl.body });
    expect(again.body.messages).toMatchObject(MESSAGES);

    const markdown = await ask<string>(`${base}/${id}/export?format=markdown`);
    expect(markdown.body).toContain('# To go\n\n## You\n\nWhat is 17 * 24?\n\n## Assistant\n\n408\n');
    expect((await ask(`${base}/${id}/export?format=pdf`)).status).toBe(400);
  });

  it('refuses imports that are none', async () => {
    const exported = {
      format: 'stepwise-conversation',
      formatVersion: 1,
      title: 't',
      createdAt: 0,
      activeLeafId: null,
    };
    const message = { id: 'a', parentId: null, role: 'user', content: 'x', state: 'complete', createdAt: 0 };
    for (const [body, param] of [
      [{}, 'conversation'],
      [{ jsonl: 'nonsense' }, 'jsonl'],
      [{ jsonl: '{"role":"robot","content":"x"}' }, 'jsonl'],
      [{ conversation: { ...exported, formatVersion: 2, messages: [] } }, 'conversation.formatVersion'],
      [{ conversation: { ...exported, messages: [message, message] } }, 'conversation.messages[1].id'],
      [
        { conversation: { ...exported, messages: [{ ...message, parentId: 'b' }] } },
        'conversation.messages[0].parentId',
      ],
    ] as const) {
      const answer = await ask<ErrorBody>(`${base}/import`, 'POST', body);
      expect(answer).toMatchObject({ status: 400, body: { error: { param } } });
    }
  });

  it('asks for one thing to import, by what is wrong: none or two', async () => {
    const conversation = { format: 'stepwise-conversation', formatVersion: 1, title: 't', createdAt: 0 };
    const two = { conversation: { ...conversation, activeLeafId: null, messages: [] }, jsonl: '{}' };
    const none = await ask<ErrorBody>(`${base}/import`, 'POST', {});
    expect(none.body.error).toMatchObject({ code: 'missing_parameter', message: 'Give conversation or jsonl.' });
    const both = await ask<ErrorBody>(`${base}/import`, 'POST', two);
    expect(both.body.error).toMatchObject({ code: 'invalid_parameter', message: expect.stringContaining('not both') });
  });

  it('writes deletions, exports and imports into the audit trail', async () => {
    const { id } = await create({ messages: MESSAGES });
    const exported = await ask<ExportedConversation>(`${base}/${id}/export`);
    const imported = await ask<Conversation>(`${base}/import`, 'POST', { conversation: exported.body });
    await ask(`${base}/${id}`, 'DELETE');
    await ask(`${base}/${id}`, 'DELETE');
    const trail = await ask<{ entries: { action: string; target: { id: string } }[] }>(
      `${running.url}/api/v1/audit?limit=3`,
    );
    expect(trail.body.entries.map(({ action, target }) => `${action} ${target.id}`)).toEqual([
      `conversation.delete ${id}`,
      `conversation.import ${imported.body.id}`,
      `conversation.export ${id}`,
    ]);
  });

  it('answers 503 while the database is away', async () => {
    const away = await startApp({});
    const answer = await ask<ErrorBody>(`${away.url}/api/v1/conversations`);
    await away.close();
    expect(answer).toMatchObject({ status: 503, body: { error: { code: 'storage_unavailable' } } });
  });
});
