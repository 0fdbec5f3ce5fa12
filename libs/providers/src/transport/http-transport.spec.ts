import {
  Gate,
  replyEvents,
  replyJson,
  replyThenSilence,
  silence,
  UpstreamServer,
  type UpstreamScript,
} from '@app/testing';
import { gzipSync } from 'node:zlib';
import { everythingIn } from '../testing/drain';
import type { HttpCall, SseEvent } from './http-call';
import { HttpTransport, type HttpTransportOptions } from './http-transport';

const LONG_MS = 60_000;
const SECRET = 'sk-secret-4711';

async function* eventsOf(lists: AsyncIterable<SseEvent[]>): AsyncGenerator<SseEvent> {
  for await (const list of lists) yield* list;
}

describe('HttpTransport', () => {
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

  const using = async (options: HttpTransportOptions) => {
    await transport.close();
    transport = new HttpTransport(options);
  };
  const call = (more: Partial<HttpCall> = {}): HttpCall => ({
    provider: 'unit',
    url: `${upstream.url}/v1/chat?x=1`,
    headers: { authorization: `Bearer ${SECRET}` },
    body: { say: 'grün' },
    signal: new AbortController().signal,
    ...more,
    timeouts: { connectMs: LONG_MS, firstTokenMs: LONG_MS, idleMs: LONG_MS, totalMs: LONG_MS, ...more.timeouts },
  });
  const limits = (some: Partial<HttpCall['timeouts']>) => ({ timeouts: some as HttpCall['timeouts'] });
  const events = async (more: Partial<HttpCall> = {}, after?: () => void) => {
    const received: SseEvent[] = [];
    for await (const event of eventsOf(transport.postEvents(call(more)))) {
      received.push(event);
      after?.();
    }
    return received;
  };
  const failure = (running: Promise<unknown>) =>
    running.then(
      () => undefined,
      (error: unknown) => error,
    );

  it('gives the events together that came together, in lists of some 4 KiB', async () => {
    const event = `data: ${'x'.repeat(94)}\n\n`; // 102 bytes
    upstream.answer(async (exchange) => {
      exchange.begin();
      await exchange.write(event.repeat(400));
      exchange.end();
    });
    const sizes: number[] = [];
    for await (const list of transport.postEvents(call())) sizes.push(list.length);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(400);
    expect(Math.max(...sizes)).toBeGreaterThan(20);
    expect(Math.max(...sizes)).toBeLessThan(82);
  });

  describe('a request', () => {
    it('is a POST of JSON that asks for no compression', async () => {
      upstream.answer(replyJson({ ok: true }, 200, { 'x-request-id': 'r1' }));
      const reply = await transport.postJson(call());
      expect(reply).toMatchObject({ status: 200, body: { ok: true }, headers: { 'x-request-id': 'r1' } });
      const [exchange] = upstream.exchanges;
      expect(exchange).toMatchObject({ method: 'POST', path: '/v1/chat?x=1', body: { say: 'grün' } });
      expect(exchange?.headers).toMatchObject({
        authorization: `Bearer ${SECRET}`,
        'content-type': 'application/json',
        accept: 'application/json',
        'accept-encoding': 'identity',
      });
    });

    it('uses connections again, after whole replies, streams, errors and cancelled calls', async () => {
      upstream.answer(replyJson({}), replyEvents('1'), replyJson({}, 500), replyJson({}), silence());
      await transport.postJson(call());
      expect(await events()).toEqual([{ data: '1' }]);
      await failure(transport.postJson(call()));
      await transport.postJson(call());
      await failure(events({ signal: AbortSignal.timeout(1) }));
      upstream.answer(replyJson({}));
      const before = upstream.connections;
      for (let n = 0; n < 5; n++) await transport.postJson(call());
      // The pool opens a second connection when it is asked again before it has seen the end of the first reply.
      expect(upstream.connections - before).toBeLessThanOrEqual(1);
    });

    it('waits for a connection when all are busy, no longer than the connect timeout', async () => {
      await using({ maxConnectionsPerOrigin: 1 });
      const gate = new Gate();
      upstream.answer(async (exchange) => {
        await gate.passed;
        exchange.json({ n: upstream.exchanges.length });
      });
      const first = transport.postJson(call());
      const late = await failure(transport.postJson(call(limits({ connectMs: 20 }))));
      expect(late).toMatchObject({ code: 'provider_timeout', retryable: true });
      expect(String(late)).toContain('connect');
      const patient = transport.postJson(call());
      gate.open();
      expect((await first).body).toEqual({ n: 1 });
      expect((await patient).body).toEqual({ n: 2 });
    });
  });

  describe('a time limit', () => {
    const dripForever: UpstreamScript = async (exchange) => {
      exchange.begin();
      for (let gone = false; !gone; gone = exchange.aborted) await exchange.write(': drip\n\n');
    };

    it('ends a whole reply that does not come, however soon a first token was due', async () => {
      upstream.answer(silence());
      const error = await failure(transport.postJson(call(limits({ firstTokenMs: 1, totalMs: 60 }))));
      expect(error).toMatchObject({ code: 'provider_timeout', retryable: true });
      expect(String(error)).toContain('total');
    });

    it('ends a whole reply that stops in the middle', async () => {
      upstream.answer(replyThenSilence('1'));
      const error = await failure(transport.postJson(call(limits({ idleMs: 20 }))));
      expect(String(error)).toContain('idle');
    });

    it('ends a stream of which only the headers come', async () => {
      upstream.answer(replyThenSilence());
      const error = await failure(events(limits({ firstTokenMs: 20 })));
      expect(String(error)).toContain('first token');
    });

    it('ends a stream of which only comments come, as from a provider that says that it still works', async () => {
      upstream.answer(dripForever);
      expect(String(await failure(events(limits({ firstTokenMs: 40, totalMs: 2000 }))))).toContain('first token');
    });

    it('has no first-token limit behind the first event', async () => {
      upstream.answer(async (exchange) => {
        exchange.begin();
        await exchange.events('1');
        for (let gone = false; !gone; gone = exchange.aborted) await exchange.write(': drip\n\n');
      });
      expect(String(await failure(events(limits({ firstTokenMs: 40, totalMs: 150 }))))).toContain('total');
    });

    it('ends a stream that stops in the middle', async () => {
      upstream.answer(replyThenSilence('1'));
      expect(String(await failure(events(limits({ idleMs: 20 }))))).toContain('idle');
    });

    it('ends a reply that drips on for ever', async () => {
      upstream.answer(dripForever);
      const error = await failure(events(limits({ totalMs: 60 })));
      expect(error).toMatchObject({ code: 'provider_timeout' });
      expect(String(error)).toContain('total');
      await upstream.exchanges[0]?.closed;
    });

    it('does not count the silence of a reader that is busy', async () => {
      const gate = new Gate();
      upstream.answer(async (exchange) => {
        exchange.begin();
        await exchange.events('1');
        await gate.passed;
        await exchange.events('2', '[DONE]');
        exchange.end();
      });
      expect(await events({}, () => gate.open())).toHaveLength(2);
    });
  });

  describe('leaving', () => {
    it('closes the connection when the signal aborts, before and in the middle of a reply', async () => {
      for (const script of [silence(), replyThenSilence('1')]) {
        upstream.answer(script);
        const abort = new AbortController();
        const arrived = upstream.nextExchange();
        const running = failure(events({ signal: abort.signal }));
        const exchange = await arrived;
        abort.abort();
        expect(await running).toMatchObject({ code: 'request_cancelled', retryable: false });
        await exchange.closed;
        expect(exchange.aborted).toBe(true);
      }
    });

    it('closes the connection of a whole reply that is no longer wanted', async () => {
      upstream.answer(silence());
      const abort = new AbortController();
      const arrived = upstream.nextExchange();
      const running = failure(transport.postJson(call({ signal: abort.signal })));
      const exchange = await arrived;
      abort.abort();
      expect(await running).toMatchObject({ code: 'request_cancelled' });
      await exchange.closed;
    });

    it('closes the connection when the loop is left', async () => {
      upstream.answer(replyThenSilence('1', '2'));
      for await (const event of eventsOf(transport.postEvents(call()))) {
        expect(event.data).toBe('1');
        break;
      }
      await upstream.exchanges[0]?.closed;
      expect(upstream.exchanges[0]?.aborted).toBe(true);
    });

    it('ends at [DONE] even when the provider keeps the connection open, and then closes it', async () => {
      upstream.answer(replyThenSilence('1', '[DONE]', '[DONE]'));
      expect(await events()).toEqual([{ data: '1' }]);
      await upstream.exchanges[0]?.closed;
    });
  });

  describe('a reply that is no answer', () => {
    it.each<[string, UpstreamScript, string]>([
      [
        'a redirect',
        (exchange) => exchange.text('', 302, { location: 'http://10.0.0.1/' }),
        'provider_invalid_response',
      ],
      [
        'a web page',
        (exchange) => exchange.text('<html>', 200, { 'content-type': 'text/html' }),
        'provider_invalid_response',
      ],
      ['nothing', (exchange) => exchange.text(''), 'provider_invalid_response'],
      [
        'an unasked compression',
        (exchange) => exchange.text(gzipSync('{}'), 200, { 'content-encoding': 'gzip' }),
        'provider_invalid_response',
      ],
      ['no HTTP', (exchange) => exchange.raw('SSH-2.0-OpenSSH\r\n\r\n'), 'provider_invalid_response'],
      [
        'endless headers',
        (exchange) => exchange.text('{}', 200, { 'x-long': 'x'.repeat(40_000) }),
        'provider_invalid_response',
      ],
      [
        'less than it announced',
        (exchange) => {
          exchange.raw('HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n{');
          exchange.cut();
        },
        'provider_unavailable',
      ],
      ['a cut connection', (exchange) => exchange.cut(), 'provider_unavailable'],
      ['a reset connection', (exchange) => exchange.cut('reset'), 'provider_unavailable'],
      [
        'an error of status 500 in HTML',
        (exchange) => exchange.text('<h1>sk-secret-4711</h1>', 500),
        'provider_unavailable',
      ],
      [
        'an error that ends in the middle',
        (exchange) => {
          exchange.raw('HTTP/1.1 429 X\r\ncontent-length: 99\r\n\r\n{');
          exchange.cut();
        },
        'provider_rate_limited',
      ],
      ['an endless error', (exchange) => exchange.text('x'.repeat(200_000), 400), 'provider_rejected'],
    ])('is a typed error when it is %s', async (_what, script, code) => {
      upstream.answer(script);
      const error = await failure(transport.postJson(call()));
      expect(error).toMatchObject({ code, provider: 'unit' });
      expect(everythingIn(error)).not.toContain(SECRET);
      expect(everythingIn(error)).not.toContain('127.0.0.1');
      const streamed = await failure(events().then((received) => expect(received).toEqual([])));
      if (streamed !== undefined) expect(streamed).toMatchObject({ code });
    });

    it('is refused when it is whole although a stream was asked for', async () => {
      upstream.answer(replyJson({ choices: [] }), replyJson({ error: { type: 'server_error', message: 'x' } }));
      expect(await failure(events())).toMatchObject({ code: 'provider_invalid_response' });
      expect(await failure(events())).toMatchObject({ code: 'provider_unavailable', retryable: true });
    });

    it('is refused when it is larger than the limit, whole or streamed, and the rest is not read', async () => {
      await using({ maxBodyBytes: 1000, maxStreamBytes: 2000, maxEventChars: 500 });
      const endless: UpstreamScript = async (exchange) => {
        exchange.begin({ 'content-type': 'text/event-stream' });
        while (!exchange.aborted) await exchange.write(`data: "${'x'.repeat(100)}"\n\n`);
      };
      const oneLine: UpstreamScript = async (exchange) => {
        exchange.begin();
        while (!exchange.aborted) await exchange.write('x'.repeat(100));
      };
      for (const script of [endless, oneLine]) {
        upstream.answer(script);
        expect(await failure(transport.postJson(call()))).toMatchObject({ code: 'provider_invalid_response' });
        expect(await failure(events())).toMatchObject({ code: 'provider_invalid_response' });
      }
      await Promise.all(upstream.exchanges.map(({ closed }) => closed));
    });
  });

  describe('an address', () => {
    it('where nobody listens is an unavailable provider', async () => {
      const there = call();
      await upstream.close();
      const error = await failure(transport.postJson(there));
      expect(error).toMatchObject({ code: 'provider_unavailable', retryable: true });
      expect(everythingIn(error)).not.toContain('127.0.0.1');
      upstream = await UpstreamServer.start();
    });

    it.each(['not a url', 'ftp://user:sk-secret-4711@host/x'])(
      'that makes no sense is refused without naming it: %s',
      async (url) => {
        const error = await failure(transport.postJson(call({ url })));
        expect(error).toMatchObject({ code: 'provider_rejected' });
        expect(everythingIn(error)).not.toContain(SECRET);
      },
    );

    it('with a key that has a line break in it is refused without naming the key', async () => {
      const error = await failure(transport.postJson(call({ headers: { authorization: `Bearer ${SECRET}\nx` } })));
      expect(error).toMatchObject({ code: 'provider_rejected' });
      expect(everythingIn(error)).not.toContain(SECRET);
    });

    it('is not called any more after the transport was closed', async () => {
      await transport.close();
      expect(await failure(transport.postJson(call()))).toMatchObject({ code: 'provider_unavailable' });
    });
  });
});
