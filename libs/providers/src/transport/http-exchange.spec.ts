import { getEventListeners } from 'node:events';
import { errors, type Dispatcher } from 'undici';
import { fakeCall, FakeDispatcher } from '../testing/fake-dispatcher';
import { HttpExchange } from './http-exchange';

const KIB = 1024;

describe('HttpExchange', () => {
  const begin = (bounds = { streamed: true, maxBytes: 1e6 }, signal?: AbortSignal) => {
    const wire = new FakeDispatcher();
    const exchange = new HttpExchange(
      () => ({ dispatcher: wire as unknown as Dispatcher, path: '/' }),
      fakeCall(signal),
      bounds,
    );
    return { wire, exchange };
  };

  it('stops the socket when the reader is 4 KiB behind, and lets it go on when the reader has caught up', async () => {
    const { wire, exchange } = begin();
    wire.start();
    wire.data(Buffer.alloc(3 * KIB));
    expect(wire.controller.paused).toBe(false);
    wire.data(Buffer.alloc(3 * KIB));
    expect(wire.controller.paused).toBe(true);
    expect(await exchange.nextChunks()).toHaveLength(2);
    expect(wire.controller.paused).toBe(false);
    exchange.close();
  });

  it('keeps of a block that the socket read no more than what is for it', async () => {
    const { wire, exchange } = begin();
    wire.start();
    const block = Buffer.alloc(64 * KIB, 'a');
    wire.data(block.subarray(KIB, 2 * KIB));
    const [chunk] = (await exchange.nextChunks()) ?? [];
    expect(chunk).toEqual(Buffer.alloc(KIB, 'a'));
    expect(chunk?.buffer.byteLength).toBeLessThan(block.length / 2);
    expect(wire.controller.rawHeaders).toBeNull();
    exchange.close();
  });

  it('gives what came before a failure, then the failure', async () => {
    const { wire, exchange } = begin();
    wire.start();
    wire.data(Buffer.from('a'));
    wire.error(Object.assign(new Error('other side closed 10.0.0.1'), { code: 'UND_ERR_SOCKET' }));
    expect(await exchange.nextChunks()).toEqual([Buffer.from('a')]);
    await expect(exchange.nextChunks()).rejects.toMatchObject({ code: 'provider_unavailable' });
  });

  it('says that the connection took too long, also when the socket notices first', async () => {
    const { wire, exchange } = begin();
    wire.error(new errors.ConnectTimeoutError('10.0.0.1:443'));
    await expect(exchange.headersArrived()).rejects.toMatchObject({ code: 'provider_timeout', retryable: true });
  });

  it('gives nothing more after an abort', async () => {
    const abort = new AbortController();
    const { wire, exchange } = begin(undefined, abort.signal);
    wire.start();
    wire.data(Buffer.from('a'));
    abort.abort();
    await expect(exchange.nextChunks()).rejects.toMatchObject({ code: 'request_cancelled' });
    expect(wire.controller.aborted).toBe(true);
  });

  it('ends a wait when the caller aborts', async () => {
    const abort = new AbortController();
    const { wire, exchange } = begin(undefined, abort.signal);
    const waiting = exchange.headersArrived();
    wire.connect();
    abort.abort();
    await expect(waiting).rejects.toMatchObject({ code: 'request_cancelled' });
  });

  it('leaves the connection to others when it was cancelled before it got one', () => {
    const abort = new AbortController();
    const { wire } = begin(undefined, abort.signal);
    abort.abort();
    expect(() => wire.connect()).toThrow();
    expect(wire.controller.aborted).toBe(false);
  });

  it('cuts a reply that is larger than its limit', async () => {
    const { wire, exchange } = begin({ streamed: false, maxBytes: 10 });
    wire.start();
    wire.data(Buffer.alloc(11));
    await expect(exchange.nextChunks()).rejects.toMatchObject({ code: 'provider_invalid_response' });
    expect(wire.controller.aborted).toBe(true);
  });

  it('passes over the informational answers that come before the real one', async () => {
    const { wire, exchange } = begin();
    wire.connect();
    wire.handler.onResponseStart?.(wire.controller, 103, {});
    wire.handler.onResponseStart?.(wire.controller, 200, { 'content-type': 'text/event-stream' });
    await exchange.headersArrived();
    expect(exchange.status).toBe(200);
    exchange.close();
  });

  it('destroys the socket when it is closed early, and leaves a finished one alone', () => {
    const early = begin();
    early.wire.start();
    early.exchange.close();
    expect(early.wire.controller.aborted).toBe(true);

    const late = begin();
    late.wire.start();
    late.wire.end();
    late.exchange.close();
    expect(late.wire.controller.aborted).toBe(false);
  });

  it('keeps the connection of a reply that said that it is over, once its last bytes have come', () => {
    const { wire, exchange } = begin();
    wire.start();
    wire.data(Buffer.alloc(100 * KIB));
    exchange.finishInBackground();
    exchange.close();
    expect(wire.controller).toMatchObject({ paused: false, aborted: false });
    wire.data(Buffer.from('more'));
    wire.end();
    expect(wire.controller.aborted).toBe(false);
  });

  it('listens to the signal no longer than it lasts', () => {
    const { signal } = new AbortController();
    const { wire } = begin(undefined, signal);
    wire.start();
    expect(getEventListeners(signal, 'abort')).toHaveLength(1);
    wire.end();
    expect(getEventListeners(signal, 'abort')).toEqual([]);
  });
});
