import type { ChatResponse, Conversation, ErrorBody } from '@app/contracts';
import { replyEvents, replyJson, replyThenCut, replyThenSilence, UpstreamServer } from '@app/testing';
import OpenAI from 'openai';
import { setTimeout as delay } from 'node:timers/promises';
import { endpointEnv } from '../support/endpoint-env';
import { ask } from '../support/json-client';
import { startApp, type RunningApp } from '../support/running-app';
import { startSql, type SqlFixture } from '../support/sql-fixture';
import { readEvents } from '../support/sse-events';
import { chatBody, chatChunks } from '../support/wire-replies';

jest.setTimeout(60_000);

interface SentBody {
  messages: { role: string; content: string }[];
  metadata?: unknown;
}

describe('chat with a conversation', () => {
  let sql: SqlFixture;
  let upstream: UpstreamServer;
  let running: RunningApp;
  let client: OpenAI;

  beforeAll(async () => {
    sql = await startSql();
    upstream = await UpstreamServer.start();
    running = await startApp({ DATABASE_URL: sql.databaseUrl, LOG_LEVEL: 'error', ...endpointEnv(upstream.url) });
    client = new OpenAI({ baseURL: `${running.url}/v1`, apiKey: 'none', maxRetries: 0 });
  }, 120_000);
  beforeEach(() => {
    upstream.exchanges.length = 0;
    upstream.answer(replyJson(chatBody('I think.', 'The answer.')));
  });
  afterAll(async () => {
    await running.close();
    await upstream.close();
    await sql.remove();
  });

  const chat = <T = ChatResponse>(body: object) =>
    ask<T>(`${running.url}/api/v1/chat`, 'POST', { model: 'up/thinker', reasoning: { strategy: 'native' }, ...body });
  const read = async (id: string | undefined) =>
    (await ask<Conversation>(`${running.url}/api/v1/conversations/${id ?? ''}`)).body;
  const sent = () =>
    (upstream.bodies as SentBody[]).map(({ messages }) => messages.map(({ role, content }) => `${role}: ${content}`));
  /** Until the state of the last message is one of an end. */
  const ended = async (id: string | undefined): Promise<Conversation> => {
    for (const deadline = Date.now() + 5_000; ;) {
      const conversation = await read(id);
      if (conversation.messages.at(-1)?.state !== 'in_progress') return conversation;
      if (Date.now() > deadline) throw new Error('The turn did not end.');
      await delay(10);
    }
  };

  it('begins one, goes on in it, and stores all of it', async () => {
    const first = await chat({
      conversationId: 'new',
      messages: [
        { role: 'system', content: 'Be brief.' },
        { role: 'user', content: 'One?' },
      ],
    });
    expect(first).toMatchObject({ status: 200, body: { finalAnswer: 'The answer.', conversationVersion: 3 } });
    const { conversationId, messageId, userMessageId } = first.body;
    const second = await chat({ conversationId, message: 'Two?' });
    expect(second.body).toMatchObject({ conversationId, conversationVersion: 5 });
    expect(sent()[1]).toEqual(['system: Be brief.', 'user: One?', 'assistant: The answer.', 'user: Two?']);
    const stored = await read(conversationId);
    expect(stored).toMatchObject({ title: 'One?', version: 5, messageCount: 5, activeLeafId: second.body.messageId });
    expect(stored.messages.map(({ role, state }) => `${role} ${state}`)).toEqual([
      'system complete',
      'user complete',
      'assistant complete',
      'user complete',
      'assistant complete',
    ]);
    expect(stored.messages[1]?.id).toBe(userMessageId);
    expect(stored.messages[2]).toMatchObject({
      id: messageId,
      parentId: userMessageId,
      content: 'The answer.',
      chatId: first.body.id,
      provider: 'up',
      model: 'up/thinker',
      strategy: 'native',
      reasoningSteps: [{ index: 0, thought: 'I think.', source: 'native' }],
      usage: { inputTokens: 12, outputTokens: 9, reasoningTokens: 5 },
      finishReason: 'stop',
    });
    expect(stored.messages[2]?.timings?.totalMs).toBeGreaterThan(0);
  });

  it('stores how samples voted and how the cache took part, also through an export and an import', async () => {
    upstream.answer(replyJson(chatBody(undefined, 'Thought: 3 * 4 = 12\nFinal Answer: 12')));
    const { body: made } = await chat({
      conversationId: 'new',
      message: 'What is 3 * 4?',
      model: 'up/plain',
      reasoning: { strategy: 'self-consistency', samples: 3 },
    });
    const { samples, vote, cache } = made;
    expect(cache).toEqual({ status: 'bypass' });
    expect(vote).toMatchObject({ counts: [{ answer: '12' }], agreement: 1 });
    const stored = await read(made.conversationId);
    expect(stored.messages[1]).toMatchObject({ samples, vote, cache });
    const base = `${running.url}/api/v1/conversations`;
    const exported = await ask<object>(`${base}/${made.conversationId}/export?format=json`);
    const imported = await ask<Conversation>(`${base}/import`, 'POST', { conversation: exported.body });
    expect(imported.status).toBe(201);
    expect(imported.body.messages[1]).toMatchObject({ samples, vote, cache });
  });

  it.each([
    ['vote.counts', { samples: [], vote: { counts: 'many', agreement: 1, samples: 3, stoppedEarly: false } }],
    ['cache.status', { cache: { status: {} } }],
  ])('refuses an import whose %s is none', async (param, answer) => {
    const message = { id: 'a', parentId: null, role: 'assistant', content: '12', state: 'complete', createdAt: 1 };
    const conversation = {
      format: 'stepwise-conversation',
      formatVersion: 1,
      title: 'Votes',
      createdAt: 1,
      activeLeafId: 'a',
      messages: [{ ...message, ...answer }],
    };
    const refused = await ask<ErrorBody>(`${running.url}/api/v1/conversations/import`, 'POST', { conversation });
    expect(refused.status).toBe(400);
    expect(refused.body.error.param).toBe(`conversation.messages[0].${param}`);
  });

  it('stores the reasoning also when the reader is not shown it', async () => {
    const { body } = await chat({
      conversationId: 'new',
      message: 'Hidden?',
      reasoning: { strategy: 'native', show: false },
    });
    expect(JSON.stringify(body)).not.toContain('I think.');
    expect((await read(body.conversationId)).messages[1]).toMatchObject({ reasoningSteps: [{ thought: 'I think.' }] });
  });

  it('answers again and edits, as branches', async () => {
    const { body: first } = await chat({ conversationId: 'new', message: 'One?' });
    const { conversationId } = first;
    await chat({ conversationId, regenerate: first.messageId });
    const edited = await chat({ conversationId, message: 'One, edited?', parentMessageId: null });
    expect(sent()).toEqual([['user: One?'], ['user: One?'], ['user: One, edited?']]);
    const { messages, activeLeafId } = await read(conversationId);
    expect(messages.filter(({ parentId }) => parentId === first.userMessageId)).toHaveLength(2);
    expect(messages.filter(({ parentId }) => parentId === null)).toHaveLength(2);
    expect(activeLeafId).toBe(edited.body.messageId);
  });

  it('tells a stream where it is stored at its start, and its end only once it is stored', async () => {
    upstream.answer(replyEvents(...chatChunks(['Hm.'], ['Four', ' hundred'])));
    const { body } = await chat<string>({ conversationId: 'new', message: '?', stream: true });
    const events = readEvents(body);
    const start = events[0]?.data;
    expect(start).toMatchObject({ conversationVersion: 2, messageId: expect.stringMatching(/^msg_/) as string });
    expect(events.at(-1)).toMatchObject({
      event: 'finish',
      data: { conversationVersion: 3, messageId: start?.['messageId'] },
    });
    const stored = await read(start?.['conversationId'] as string);
    expect(stored.messages[1]).toMatchObject({
      state: 'complete',
      content: 'Four hundred',
      reasoningSteps: [{ thought: 'Hm.' }],
    });
  });

  it('keeps what there was of an answer whose provider failed, and why', async () => {
    upstream.answer(replyThenCut(...chatChunks(['Hm.'], ['Four']).slice(0, 3)));
    const { body } = await chat<string>({ conversationId: 'new', message: '?', stream: true });
    const events = readEvents(body);
    expect(events.at(-1)?.event).toBe('error');
    const stored = await ended(events[0]?.data['conversationId'] as string);
    expect(stored.messages[1]).toMatchObject({
      state: 'failed',
      content: 'Four',
      reasoningSteps: [{ thought: 'Hm.' }],
    });
    expect(stored.messages[1]?.errorCode).toMatch(/^provider_/);
    // And the conversation goes on, with what there was.
    upstream.answer(replyJson(chatBody(undefined, 'Again.')));
    await chat({ conversationId: stored.id, message: 'Go on.' });
    expect(sent().at(-1)).toEqual(['user: ?', 'assistant: Four', 'user: Go on.']);
  });

  it('cancels the provider and keeps the part when the reader of a plain stream leaves', async () => {
    upstream.answer(replyThenSilence(...chatChunks(['Hm.'], ['Four']).slice(0, 3)));
    const arrival = upstream.nextExchange();
    const leaving = new AbortController();
    const response = await fetch(`${running.url}/api/v1/chat`, {
      method: 'POST',
      signal: leaving.signal,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        model: 'up/thinker',
        conversationId: 'new',
        message: '?',
        stream: true,
        resumable: false,
      }),
    });
    const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
    let text = '';
    while (!text.includes('answer-delta')) text += (await reader.read()).value ?? '';
    const [start] = readEvents(text);
    const left = Date.now();
    leaving.abort();
    const exchange = await arrival;
    await exchange.closed;
    expect(Date.now() - left).toBeLessThan(1_000);
    const stored = await ended(start?.data['conversationId'] as string);
    expect(stored.messages[1]).toMatchObject({ state: 'interrupted', content: 'Four' });
  });

  it('leaves out what does not fit the window, and says how much', async () => {
    const long = Array.from({ length: 10 }, (_, at) => [
      { role: 'user', content: `q${at} ${'x'.repeat(3_000)}` },
      { role: 'assistant', content: `a${at}` },
    ]).flat();
    const { body: made } = await ask<Conversation>(`${running.url}/api/v1/conversations`, 'POST', {
      messages: [{ role: 'system', content: 'Be brief.' }, ...long],
    });
    const { body } = await chat({ conversationId: made.id, message: 'Last?' });
    expect(body.warnings).toContain('history_trimmed');
    expect(body.droppedMessages).toBeGreaterThan(5);
    const [messages] = sent();
    expect(messages).toHaveLength(22 - (body.droppedMessages ?? 0));
    expect(messages?.[0]).toBe('system: Be brief.');
    expect(messages?.[1]).toMatch(/^user: q/);
    expect(messages?.at(-1)).toBe('user: Last?');
    expect((await read(made.id)).messageCount).toBe(23);
  });

  it('refuses an old version, a foreign id and what makes no sense', async () => {
    const { body } = await chat({ conversationId: 'new', message: '?' });
    const { conversationId } = body;
    const bad = async (more: object) => {
      const { status, body: refusal } = await chat<ErrorBody>(more);
      return { status, code: refusal.error.code, param: refusal.error.param };
    };
    expect(await bad({ conversationId, message: '?', conversationVersion: 1 })).toMatchObject({
      status: 409,
      code: 'version_conflict',
    });
    expect(await bad({ conversationId: 'conv_none', message: '?' })).toMatchObject({ status: 404, code: 'not_found' });
    expect(await bad({ conversationId, regenerate: 'msg_none' })).toMatchObject({ status: 404, param: 'regenerate' });
    expect(await bad({ conversationId, regenerate: 'x', message: '?' })).toMatchObject({
      status: 400,
      param: 'regenerate',
    });
    expect(await bad({ regenerate: 'x' })).toMatchObject({ status: 400, param: 'regenerate' });
    expect(await bad({ message: '?', parentMessageId: null })).toMatchObject({ status: 400, param: 'parentMessageId' });
    expect(await bad({ message: '?', resumable: true })).toMatchObject({ status: 400, param: 'resumable' });
    expect(upstream.exchanges).toHaveLength(1);
  });

  it('serves unmodified OpenAI clients, whether they send everything or only what is new', async () => {
    const messages: OpenAI.Chat.ChatCompletionMessageParam[] = [{ role: 'user', content: 'One?' }];
    const ask1 = await client.chat.completions
      .create({ model: 'up/thinker', messages, metadata: { conversation_id: 'new', mine: '1' } })
      .withResponse();
    const id = ask1.response.headers.get('x-conversation-id')!;
    expect(upstream.bodies.at(-1)).toMatchObject({ metadata: { mine: '1' } });
    messages.push({ role: 'assistant', content: 'The answer.' }, { role: 'user', content: 'Two?' });
    const headers = { 'x-conversation-id': id };
    await client.chat.completions.create({ model: 'up/thinker', messages }, { headers });
    await client.chat.completions.create(
      { model: 'up/thinker', messages: [{ role: 'user', content: 'Three?' }] },
      { headers },
    );
    expect(sent().at(-1)).toEqual([
      'user: One?',
      'assistant: The answer.',
      'user: Two?',
      'assistant: The answer.',
      'user: Three?',
    ]);
    expect((await read(id)).messageCount).toBe(6);
  });

  it('answers 503 with a conversation while the database is away, and without one as ever', async () => {
    const away = await startApp(endpointEnv(upstream.url));
    const url = `${away.url}/api/v1/chat`;
    const stored = await ask<ErrorBody>(url, 'POST', { conversationId: 'new', message: '?' });
    const stateless = await ask<ChatResponse>(url, 'POST', { message: '?' });
    await away.close();
    expect(stored).toMatchObject({ status: 503, body: { error: { code: 'storage_unavailable' } } });
    expect(stateless).toMatchObject({ status: 200, body: { finalAnswer: 'The answer.' } });
  });
});
