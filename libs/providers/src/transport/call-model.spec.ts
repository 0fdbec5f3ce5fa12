import { Readable } from 'node:stream';
import { ManualClock, replyEvents, replyJson, replyThenCut, UpstreamServer } from '@app/testing';
import { collectParts } from '../testing/collect-parts';
import { drain } from '../testing/drain';
import { OpenAiChatDecoder } from '../wire/openai-chat-decoder';
import { callModel, type WireRequest } from './call-model';
import { HttpTransport } from './http-transport';
import type { ProviderConnection } from './provider-connection';

describe('callModel', () => {
  let upstream: UpstreamServer;
  const transport = new HttpTransport();
  const signal = new AbortController().signal;

  beforeEach(async () => {
    upstream = await UpstreamServer.start();
  });
  afterEach(() => upstream.close());
  afterAll(() => transport.close());

  const connection = (more: Partial<ProviderConnection> = {}): ProviderConnection => ({
    provider: 'unit',
    baseUrl: `${upstream.url}/v1`,
    timeouts: { connectMs: 5000, firstTokenMs: 5000, idleMs: 5000, totalMs: 5000 },
    transport,
    ...more,
  });
  const request = (stream = true): WireRequest => ({ path: '/chat', headers: { 'x-a': '1' }, body: { q: 1 }, stream });
  const call = (build = request, from = connection()) =>
    drain(callModel(from, build, new OpenAiChatDecoder('unit'), signal));
  const text = { choices: [{ index: 0, delta: { content: 'all of it' }, finish_reason: null }] };
  const stop = { choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] };

  it('sends to the base URL, with the headers of the connection over those of the adapter', async () => {
    upstream.answer(replyEvents(text, stop));
    await call(request, connection({ headers: { 'x-a': '2', 'x-b': '3' } }));
    expect(upstream.exchanges[0]).toMatchObject({ path: '/v1/chat', headers: { 'x-a': '2', 'x-b': '3' } });
  });

  it.each([
    ['the connection is cut', () => replyThenCut(text, stop)],
    ['nonsense', () => replyEvents(text, stop, 'nonsense')],
  ])('keeps a reply that was complete when %s follows', async (_what, script) => {
    upstream.answer(script());
    const { parts, error } = await call();
    expect(error).toBeUndefined();
    expect(collectParts(parts)).toMatchObject({ text: 'all of it', finish: 'stop' });
  });

  it('tells that the provider has begun before it has said anything, and that once', async () => {
    const role = { choices: [{ index: 0, delta: { role: 'assistant', content: '' }, finish_reason: null }] };
    upstream.answer(replyEvents(role, role, text, stop));
    const { parts } = await call();
    expect(parts.map(({ type }) => type)).toEqual(['usage', 'text-delta', 'finish']);
    upstream.answer(replyEvents(text, stop));
    expect((await call()).parts.map(({ type }) => type)).toEqual(['text-delta', 'finish']);
  });

  it('ends a reply of more text than any model writes, after what came before', async () => {
    const piece = { choices: [{ index: 0, delta: { content: 'a'.repeat(1024 * 1024) }, finish_reason: null }] };
    const thought = { choices: [{ index: 0, delta: { reasoning: 'b'.repeat(1024 * 1024) }, finish_reason: null }] };
    upstream.answer(replyEvents(thought, piece, piece, piece, text, stop));
    const { parts, error } = await call();
    expect(error).toMatchObject({
      code: 'provider_invalid_response',
      message: expect.stringContaining('larger') as string,
    });
    expect(collectParts(parts).text).toHaveLength(3 * 1024 * 1024);
  });

  describe('of events that came together', () => {
    const delta = (delta: object) => ({
      data: JSON.stringify({ choices: [{ index: 0, delta, finish_reason: null }] }),
    });
    const together = (...lists: { data: string }[][]) => {
      const postEvents = () => Readable.from(lists) as AsyncIterable<{ data: string }[]>;
      return call(request, connection({ transport: { postEvents } as unknown as HttpTransport }));
    };

    it('joins the texts that follow one another in one block, and no others', async () => {
      const thinking = ['a', 'b'].map((reasoning) => delta({ reasoning }));
      const answering = ['c', 'd'].map((content) => delta({ content }));
      const { parts } = await together(
        [...thinking, ...answering],
        [delta({ content: 'e' }), { data: JSON.stringify(stop) }],
      );
      expect(parts).toEqual([
        { type: 'reasoning-start', id: 'r0' },
        { type: 'reasoning-delta', id: 'r0', text: 'ab' },
        expect.objectContaining({ type: 'reasoning-end', id: 'r0' }),
        { type: 'text-delta', text: 'cd' },
        { type: 'text-delta', text: 'e' },
        { type: 'finish', reason: 'stop' },
      ]);
    });

    it('tells that the provider has begun, also where it fails at once', async () => {
      const { parts, error } = await together([
        delta({ role: 'assistant', content: '' }),
        { data: '{"error":{"code":503}}' },
      ]);
      expect(parts).toEqual([{ type: 'usage', usage: {} }]);
      expect(error).toMatchObject({ name: 'ModelError' });
    });

    it('gives what came before a broken one', async () => {
      const { parts, error } = await together([delta({ content: 'a' }), delta({ content: 'b' }), { data: 'nonsense' }]);
      expect(parts).toEqual([{ type: 'text-delta', text: 'ab' }]);
      expect(error).toMatchObject({ code: 'provider_invalid_response' });
    });
  });

  it('throws what the request cannot be built for from the iterator, not before', async () => {
    const { parts, error } = await call(() => {
      throw new Error('cannot');
    });
    expect(parts).toEqual([]);
    expect(error).toEqual(new Error('cannot'));
    expect(upstream.exchanges).toEqual([]);
  });

  it('sends nothing before the first part is asked for', () => {
    callModel(connection(), request, new OpenAiChatDecoder('unit'), signal);
    expect(upstream.connections).toBe(0);
  });

  it('reads dates of the provider by the clock of the connection', async () => {
    const clock = new ManualClock(Date.UTC(2026, 0, 1));
    upstream.answer(replyJson({}, 429, { 'retry-after': 'Thu, 01 Jan 2026 00:00:09 GMT' }));
    expect((await call(request, connection({ clock }))).error).toMatchObject({ retryAfterMs: 9000 });
  });
});
