import type { ChatResponse } from '@app/contracts';
import { replyEvents, replyJson, replyThenCut, replyThenSilence, UpstreamServer } from '@app/testing';
import { endpointEnv } from '../support/endpoint-env';
import { startApp, type RunningApp } from '../support/running-app';
import { readEvents, type ReceivedEvent } from '../support/sse-events';
import { chatBody, chatChunks } from '../support/wire-replies';

const COT_REPLY = 'Thought: 3 * 4 = 12\nThought: 12 - 2 = 10\nFinal Answer: 10';

describe('POST /api/v1/chat', () => {
  let upstream: UpstreamServer;
  let running: RunningApp;

  beforeAll(async () => {
    upstream = await UpstreamServer.start();
    running = await startApp(endpointEnv(upstream.url));
  });

  afterAll(async () => {
    await running.close();
    await upstream.close();
  });

  const post = (body: object): Promise<Response> =>
    fetch(`${running.url}/api/v1/chat`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
    });

  const stream = async (body: object): Promise<ReceivedEvent[]> =>
    readEvents(await (await post({ ...body, stream: true })).text());

  it('gives the steps and the answer of a prompted reply', async () => {
    upstream.answer(replyJson(chatBody(undefined, COT_REPLY)));

    const response = await post({ message: '3 bags of 4 apples, 2 eaten?' });
    const body = (await response.json()) as ChatResponse;

    expect(response.status).toBe(200);
    expect(response.headers.get('x-request-id')).toMatch(/^req_/);
    expect(response.headers.get('server-timing')).toMatch(
      /^overhead;dur=[\d.]+, upstream;dur=[\d.]+, redis;dur=[\d.]+$/,
    );
    expect(body).toMatchObject({
      provider: 'up',
      model: 'up/plain',
      strategy: 'cot',
      finalAnswer: '10',
      reasoningSteps: [
        { index: 0, thought: '3 * 4 = 12', source: 'prompted' },
        { index: 1, thought: '12 - 2 = 10', source: 'prompted' },
      ],
      rawResponse: COT_REPLY,
      complete: true,
      finishReason: 'stop',
      warnings: [],
      usage: { inputTokens: 12, outputTokens: 9, costMicroUsd: 114 },
      cache: { status: 'bypass' },
    });
    expect(upstream.bodies.at(-1)).toMatchObject({ model: 'plain', temperature: 0.7 });
  });

  it('sends metadata on to the provider', async () => {
    upstream.answer(replyJson(chatBody(undefined, COT_REPLY)));
    const metadata = { ticket: '4711', ['n'.repeat(64)]: 'v'.repeat(512) };

    expect((await post({ message: 'q', metadata })).status).toBe(200);
    expect(upstream.bodies.at(-1)).toMatchObject({ metadata });
  });

  it.each([
    ['a list', []],
    ['null', null],
    ['17 members', Object.fromEntries(Array.from({ length: 17 }, (_, i) => [`n${i}`, '']))],
    ['a long name', { ['n'.repeat(65)]: '' }],
    ['no name', { '': 'v' }],
    ['a long value', { a: 'v'.repeat(513) }],
    ['a number', { a: 1 }],
  ])('refuses metadata that is or holds %s, in both APIs', async (_, metadata) => {
    const messages = [{ role: 'user', content: 'q' }];
    const native = await post({ messages, metadata });
    const openai = await fetch(`${running.url}/v1/chat/completions`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ model: 'auto', messages, metadata: metadata ?? 1 }),
    });
    const refusal = { error: { code: 'invalid_parameter', param: 'metadata' } };
    for (const response of [native, openai]) {
      expect(response.status).toBe(400);
      expect(await response.json()).toMatchObject(refusal);
    }
  });

  it('streams what it would answer whole, with deltas that add up to it', async () => {
    upstream.answer(replyEvents(...chatChunks(['3 * 4', ' = 12'], ['1', '0'])));

    const events = await stream({ message: 'q', model: 'up/thinker' });
    const finish = events.at(-1)!.data as unknown as ChatResponse;
    const textOf = (type: string): string =>
      events.map(({ event, data }) => (event === type ? (data['text'] as string) : '')).join('');

    expect(events.map(({ event }) => event)).toEqual([
      'start',
      'step-start',
      'step-delta',
      'step-delta',
      'step-end',
      'answer-delta',
      'answer-delta',
      'finish',
    ]);
    expect(events.map(({ id }) => id)).toEqual(events.map((_, i) => String(i + 1)));
    expect(finish).toMatchObject({ strategy: 'native', finalAnswer: '10', complete: true });
    expect(finish.reasoningSteps).toMatchObject([{ thought: '3 * 4 = 12', source: 'native' }]);
    expect(textOf('answer-delta')).toBe(finish.finalAnswer);
    expect(textOf('step-delta')).toBe('3 * 4 = 12');
  });

  it('shows nothing of the reasoning when it is to be hidden', async () => {
    upstream.answer(replyEvents(...chatChunks(['secret-thought'], ['10'])));

    const events = await stream({ message: 'q', model: 'up/thinker', reasoning: { show: false } });

    expect(events.map(({ event }) => event)).toEqual(['start', 'answer-delta', 'finish']);
    expect(JSON.stringify(events)).not.toContain('secret-thought');
  });

  it('answers an error before the first event with its status, also when a stream was asked for', async () => {
    upstream.answer(replyJson({ error: { message: 'canary-provider-text' } }, 503));

    const response = await post({ message: 'q', stream: true });
    const text = await response.text();

    expect(response.status).toBeGreaterThanOrEqual(502);
    expect(response.headers.get('content-type')).toContain('application/json');
    expect(text).not.toContain('canary');
  });

  it.each([
    ['/api/v1/chat', { message: 'Hi?' }],
    ['/v1/chat/completions', { messages: [{ role: 'user', content: 'Hi?' }] }],
  ])('begins a stream of %s with the provider, before it has said anything', async (path, question) => {
    const role = { choices: [{ index: 0, delta: { role: 'assistant', content: '' }, finish_reason: null }] };
    upstream.answer(replyThenSilence(role));
    const leaving = new AbortController();
    const response = await fetch(`${running.url}${path}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ ...question, model: 'up/plain', stream: true }),
      signal: leaving.signal,
    });
    const { value } = await response.body!.getReader().read();
    leaving.abort();
    expect(response.status).toBe(200);
    expect(Buffer.from(value).toString()).toMatch(/event: start\ndata: |"delta":\{"role":"assistant"/);
  });

  it('ends a stream that the provider cut with an error event and no finish', async () => {
    upstream.answer(replyThenCut(...chatChunks(['3 * 4'], ['1']).slice(0, 3)));

    const events = await stream({ message: 'q', model: 'up/thinker' });

    expect(events.at(-1)).toMatchObject({ event: 'error', data: { error: { requestId: expect.any(String) } } });
    expect(events.some(({ event }) => event === 'finish')).toBe(false);
  });

  it('cancels the provider when the client leaves', async () => {
    upstream.answer(replyThenSilence(...chatChunks(['3 * 4'], []).slice(0, 2)));
    const arrived = upstream.nextExchange();
    const abort = new AbortController();

    const response = await fetch(`${running.url}/api/v1/chat`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ message: 'q', model: 'up/thinker', stream: true }),
      signal: abort.signal,
    });
    const exchange = await arrived;
    await response.body!.getReader().read();
    abort.abort();

    await exchange.closed; // the test times out when the upstream connection stays open
  });

  it.each([
    [{}, 'missing_parameter', 'message'],
    [{ message: 'a', messages: [{ role: 'user', content: 'a' }] }, 'invalid_parameter', 'messages'],
    [{ message: '  ' }, 'invalid_parameter', 'message'],
    [{ message: 'a', temprature: 1 }, 'unknown_parameter', 'temprature'],
    [{ message: 'a', temperature: null }, 'invalid_parameter', 'temperature'],
    [{ message: 'a', reasoning: { maxSteps: 51 } }, 'invalid_parameter', 'reasoning.maxSteps'],
    [{ messages: [{ role: 'user' }] }, 'missing_parameter', 'messages[0].content'],
    [{ message: 'a', model: 'no-such-model' }, 'model_not_found', 'model'],
    [{ message: 'a', model: 'up/plain', reasoning: { strategy: 'native' } }, 'reasoning_unsupported', undefined],
  ])('refuses %j by name', async (body, code, param) => {
    const response = await post(body);
    const { error } = (await response.json()) as { error: Record<string, unknown> };

    expect(response.status).toBeGreaterThanOrEqual(400);
    expect(response.status).toBeLessThan(500);
    expect(error).toMatchObject({ code, requestId: response.headers.get('x-request-id') });
    if (param !== undefined) expect(error['param']).toBe(param);
  });
});
