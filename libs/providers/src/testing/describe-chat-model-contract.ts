import { ModelError, type ChatModel, type ModelRequest } from '@app/model';
import { replyEvents, replyJson, replyThenCut, replyThenSilence, silence, UpstreamServer } from '@app/testing';
import { HttpTransport } from '../transport/http-transport';
import type { ProviderConnection } from '../transport/provider-connection';
import { collectParts, type CollectedReply } from './collect-parts';
import { drain, everythingIn } from './drain';

/** What an adapter is tried with. */
export interface ChatModelFixture {
  make: (connection: ProviderConnection) => ChatModel;
  /** Events of a stream in the provider's format, with its end mark. The first two make at least one part. */
  events: readonly unknown[];
  /** The same reply whole. */
  whole: unknown;
  expected: CollectedReply;
  /** The event by which the provider reports a failure in the middle of a stream. */
  errorEvent: unknown;
}

/** A fresh upstream for each test, and models that talk to it. */
interface Stage {
  readonly upstream: UpstreamServer;
  model: (timeouts?: Partial<ProviderConnection['timeouts']>) => ChatModel;
}

const STREAMED: ModelRequest = { messages: [{ role: 'user', content: 'How many?' }], stream: true };
const KEY = 'key-that-must-not-leak-4711';
const LONG_MS = 60_000;
const NEVER = new AbortController().signal;

/** What every adapter keeps, over a real socket: every end of a reply, good and bad. */
export function describeChatModelContract(name: string, fixture: ChatModelFixture): void {
  describe(`${name} keeps the contract of ChatModel`, () => {
    const stage = stageFor(fixture);
    describeReplies(stage, fixture);
    describeFailures(stage, fixture);
    describeLeaving(stage, fixture);
  });
}

function stageFor(fixture: ChatModelFixture): Stage {
  let upstream: UpstreamServer;
  let transport: HttpTransport;
  beforeEach(async () => {
    upstream = await UpstreamServer.start();
    transport = new HttpTransport();
  });
  afterEach(async () => {
    await upstream.close();
    await transport.close();
  });
  return {
    get upstream() {
      return upstream;
    },
    model: (timeouts = {}) =>
      fixture.make({
        provider: 'unit',
        apiKey: KEY,
        baseUrl: `${upstream.url}/v1`,
        timeouts: { connectMs: LONG_MS, firstTokenMs: LONG_MS, idleMs: LONG_MS, totalMs: LONG_MS, ...timeouts },
        transport,
      }),
  };
}

function describeReplies(stage: Stage, fixture: ChatModelFixture): void {
  it('gives the parts of a streamed reply', async () => {
    stage.upstream.answer(replyEvents(...fixture.events));
    const { parts, error } = await drain(stage.model().respond(STREAMED, NEVER));
    expect(error).toBeUndefined();
    expect(collectParts(parts)).toEqual(fixture.expected);
    expect(stage.upstream.bodies[0]).toMatchObject({ stream: true });
  });

  it('gives the same parts of a whole reply', async () => {
    stage.upstream.answer(replyJson(fixture.whole));
    const { parts, error } = await drain(stage.model().respond({ ...STREAMED, stream: false }, NEVER));
    expect(error).toBeUndefined();
    expect(collectParts(parts)).toEqual(fixture.expected);
  });

  it('loses nothing to a slow reader', async () => {
    stage.upstream.answer(replyEvents(...fixture.events));
    const aTurnLater = () => new Promise((resolve) => setImmediate(resolve));
    const { parts } = await drain(stage.model().respond(STREAMED, NEVER), aTurnLater);
    expect(collectParts(parts)).toEqual(fixture.expected);
  });
}

function describeFailures(stage: Stage, fixture: ChatModelFixture): void {
  const begun = fixture.events.slice(0, 2);

  it('fails with a typed error before the first part, and without the key', async () => {
    stage.upstream.answer(replyJson({ error: { message: `wrong key ${KEY}` } }, 401, { 'x-key': KEY }));
    const { parts, error } = await drain(stage.model().respond(STREAMED, NEVER));
    expect(parts).toEqual([]);
    expect(error).toMatchObject({ code: 'provider_auth_failed', provider: 'unit', upstreamStatus: 401 });
    expect(everythingIn(error)).not.toContain(KEY);
  });

  it.each([
    ['an error event', () => replyEvents(...begun, fixture.errorEvent), undefined],
    ['a cut connection', () => replyThenCut(...begun), 'provider_unavailable'],
    ['an end without a finish', () => replyEvents(...begun), 'provider_invalid_response'],
    ['a malformed event', () => replyEvents(...begun, '{"choices": [{'), 'provider_invalid_response'],
  ])('keeps the parts before %s in the middle of a stream', async (_what, script, code) => {
    stage.upstream.answer(script());
    const { parts, error } = await drain(stage.model().respond(STREAMED, NEVER));
    expect(parts.length).toBeGreaterThan(0);
    expect(error).toBeInstanceOf(ModelError);
    if (code !== undefined) expect(error).toMatchObject({ code });
  });

  it('times out on silence before the first token', async () => {
    stage.upstream.answer(silence());
    const { error } = await drain(stage.model({ firstTokenMs: 30 }).respond(STREAMED, NEVER));
    expect(error).toMatchObject({ code: 'provider_timeout', retryable: true });
    expect(String(error)).toContain('first token');
  });

  it('times out on silence in the middle of a stream', async () => {
    stage.upstream.answer(replyThenSilence(...begun));
    const { parts, error } = await drain(stage.model({ idleMs: 30 }).respond(STREAMED, NEVER));
    expect(parts.length).toBeGreaterThan(0);
    expect(error).toMatchObject({ code: 'provider_timeout' });
    expect(String(error)).toContain('idle');
  });
}

function describeLeaving(stage: Stage, fixture: ChatModelFixture): void {
  const begun = fixture.events.slice(0, 2);

  it('closes the connection when the caller aborts in the middle of a stream', async () => {
    stage.upstream.answer(replyThenSilence(...begun));
    const abort = new AbortController();
    const { error } = await drain(stage.model().respond(STREAMED, abort.signal), () => {
      abort.abort();
    });
    expect(error).toMatchObject({ code: 'request_cancelled' });
    const [exchange] = stage.upstream.exchanges;
    await exchange?.closed;
    expect(exchange?.aborted).toBe(true);
  });

  it('closes the connection when the caller leaves the loop', async () => {
    stage.upstream.answer(replyThenSilence(...begun));
    for await (const _part of stage.model().respond(STREAMED, NEVER)) break;
    const [exchange] = stage.upstream.exchanges;
    await exchange?.closed;
    expect(exchange?.aborted).toBe(true);
  });

  it('sends nothing when the caller aborted before', async () => {
    const { error } = await drain(stage.model().respond(STREAMED, AbortSignal.abort()));
    expect(error).toMatchObject({ code: 'request_cancelled' });
    expect(stage.upstream.exchanges).toEqual([]);
  });
}
