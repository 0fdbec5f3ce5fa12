import { PassThrough } from 'node:stream';
import { AppError } from '@app/kernel';
import { ManualClock } from '@app/testing';
import { createLogger } from '../../../src/http/logging/logger';
import { OpenStreams } from '../../../src/http/sse/open-streams';
import { expectError } from '../support/expect-error';
import { RawConnection } from '../support/raw-connection';
import { startProbe, type ProbeApp } from './probe-app';
import { FedSource, next, StreamController } from './stream-probe';

const REQUEST = 'GET /streams/fed HTTP/1.1\r\nHost: localhost\r\n\r\n';

describe('event streams', () => {
  let probe: ProbeApp;
  let streams: OpenStreams;
  let clock: ManualClock;
  let log: PassThrough;
  let connection: RawConnection;
  let source: FedSource;

  beforeEach(async () => {
    clock = new ManualClock();
    log = new PassThrough();
    probe = await startProbe({}, { clock, logger: createLogger('info', log) }, [StreamController]);
    streams = probe.app.get(OpenStreams);
    source = next.source = new FedSource();
    connection = await RawConnection.open(probe.port);
  });

  afterEach(async () => {
    connection.close();
    await probe.close();
  });

  const logLines = (): string => String(log.read() ?? '');

  /** Resolves when no stream is open any more. */
  async function untilNoneIsOpen(): Promise<void> {
    while (streams.count > 0) await new Promise((resolve) => setImmediate(resolve));
  }

  it('sends frames as they come, with the headers of a stream', async () => {
    connection.send(REQUEST);
    source.feed({ event: 'start', id: '1', data: '{"a":1}' });
    expect(await connection.untilReceived('id: 1\nevent: start\ndata: {"a":1}\n\n')).toBe(true);
    source.feed({ data: 'two' }, 'end');
    const answer = await connection.answer();
    expect(answer?.status).toBe(200);
    expect(answer?.headers).toMatchObject({
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
      'x-content-type-options': 'nosniff',
      'x-request-id': expect.stringMatching(/^req_/),
      'x-extra': 'yes',
    });
    expect(answer?.body).toBe('id: 1\nevent: start\ndata: {"a":1}\n\ndata: two\n\n');
  });

  it('sends what comes within one turn in one write', async () => {
    connection.send(REQUEST);
    source.feed({ data: '1' }, { data: '2' }, { data: '3' });
    await connection.untilReceived('data: 3');
    expect(connection.unread).toContain('\r\n1b\r\ndata: 1\n\ndata: 2\n\ndata: 3\n\n\r\n');
  });

  it('lets no content become an event', async () => {
    connection.send(REQUEST);
    source.feed({ data: 'a\n\nevent: forged\rdata: x\r\n: comment' }, 'end');
    expect((await connection.answer())?.body).toBe(
      'data: a\ndata: \ndata: event: forged\ndata: data: x\ndata: : comment\n\n',
    );
  });

  it('answers an ordinary error when the source fails before its first frame', async () => {
    connection.send(REQUEST);
    source.feed(new AppError('model_not_found', 'No such model.', { param: 'model' }));
    expect(expectError(await connection.answer(), 404, 'model_not_found').param).toBe('model');
    expect(streams.count).toBe(0);
  });

  it('answers an ordinary error when the source has nothing', async () => {
    connection.send(REQUEST);
    source.feed('end');
    expectError(await connection.answer(), 500, 'internal_error');
  });

  it('ends with the error when the source fails later', async () => {
    connection.send(REQUEST);
    source.feed({ data: '1' }, new Error('CANARY'));
    const answer = await connection.answer();
    expect(answer?.body).toMatch(
      /^data: 1\n\nevent: error\ndata: \{"error":\{"type":"api_error","code":"internal_error"/,
    );
    expect(answer?.body).not.toContain('CANARY');
    await untilNoneIsOpen();
    expect(logLines()).toContain('"outcome":"failed","bytes"');
  });

  it('takes the next request on the same connection', async () => {
    connection.send(REQUEST);
    source.feed({ data: '1' }, 'end');
    await connection.answer();
    connection.send('GET /probe/plain HTTP/1.1\r\nHost: localhost\r\n\r\n');
    expect((await connection.answer())?.body).toBe('{"ok":true}');
  });

  describe('when the client leaves', () => {
    const leave: Record<string, () => void> = {
      'with a reset': () => connection.reset(),
      'with a close': () => connection.socket.destroy(),
      'with a half-close': () => connection.socket.end(),
    };

    it.each(Object.keys(leave))('%s, aborts and closes the source', async (how) => {
      connection.send(REQUEST);
      source.feed({ data: '1' });
      await connection.untilReceived('data: 1');
      leave[how]?.();
      expect(await source.aborted).toMatchObject({ code: 'request_cancelled' });
      await source.closed;
      await untilNoneIsOpen();
      expect(logLines()).toContain('"outcome":"client_gone"');
    });

    it.each(Object.keys(leave))('%s before the first frame, aborts and closes the source', async (how) => {
      connection.send(REQUEST);
      while (streams.count === 0) await new Promise((resolve) => setImmediate(resolve));
      leave[how]?.();
      expect(await source.aborted).toMatchObject({ code: 'request_cancelled' });
      await source.closed;
      await untilNoneIsOpen();
    });

    it.each(Object.keys(leave))('%s before a JSON answer, aborts too', async (how) => {
      next.json = new Promise(() => undefined);
      connection.send('GET /streams/json HTTP/1.1\r\nHost: localhost\r\n\r\n');
      await connection.untilReceived('').then(() => new Promise((resolve) => setImmediate(resolve)));
      leave[how]?.();
      expect(await source.aborted).toMatchObject({ code: 'request_cancelled' });
    });

    it('aborts a stream that waits behind another answer of its connection', async () => {
      next.json = new Promise(() => undefined);
      connection.send('GET /streams/json HTTP/1.1\r\nHost: localhost\r\n\r\n');
      await new Promise((resolve) => setImmediate(resolve));
      source = next.source = new FedSource();
      connection.send(REQUEST);
      source.feed({ data: '1' });
      while (source.taken === 0) await new Promise((resolve) => setImmediate(resolve));
      connection.reset();
      expect(await source.aborted).toMatchObject({ code: 'request_cancelled' });
      await untilNoneIsOpen();
    });

    it('does not abort when the answer was complete', async () => {
      let wasAborted = false;
      void source.aborted.then(() => (wasAborted = true));
      connection.send(REQUEST);
      source.feed({ data: '1' }, 'end');
      await connection.answer();
      connection.reset();
      await untilNoneIsOpen();
      expect(wasAborted).toBe(false);
    });
  });

  describe('when the client does not read', () => {
    it('pauses the source, then drops the client and says why', async () => {
      connection.socket.pause();
      connection.send('GET /streams/flood HTTP/1.1\r\nHost: localhost\r\n\r\n');
      let before = -1;
      while (source.taken === 0 || before !== source.taken) {
        before = source.taken;
        for (let turn = 0; turn < 50; turn++) await new Promise((resolve) => setImmediate(resolve));
      }
      streams.tick();
      clock.advance(29_000);
      streams.tick();
      expect(streams.count).toBe(1);
      clock.advance(1_000);
      streams.tick();
      expect(await source.aborted).toMatchObject({ code: 'request_cancelled' });
      await untilNoneIsOpen();
      expect(streams.dropped.stalled_reader).toBe(1);
      expect(logLines()).toContain('"reason":"stalled_reader"');
    });

    it('goes on when it reads again', async () => {
      connection.socket.pause();
      connection.send('GET /streams/flood HTTP/1.1\r\nHost: localhost\r\n\r\n');
      let paused = -1;
      while (source.taken === 0 || paused !== source.taken) {
        paused = source.taken;
        for (let turn = 0; turn < 50; turn++) await new Promise((resolve) => setImmediate(resolve));
      }
      connection.socket.resume();
      while (source.taken < paused + 100) await new Promise((resolve) => setImmediate(resolve));
      connection.reset();
      await source.closed;
    });
  });

  it('sends a heartbeat after silence, and not before', async () => {
    connection.send(REQUEST);
    source.feed({ data: '1' });
    await connection.untilReceived('data: 1');
    clock.advance(14_999);
    streams.tick();
    clock.advance(1);
    streams.tick();
    await connection.untilReceived(': ping\n\n');
    source.feed('end');
    expect((await connection.answer())?.body).toBe('data: 1\n\n: ping\n\n');
  });

  describe('whose source says nothing yet', () => {
    beforeEach(async () => {
      connection.send(REQUEST);
      while (streams.count === 0) await new Promise((resolve) => setImmediate(resolve));
      clock.advance(14_999);
      streams.tick();
      expect(connection.unread).toBe('');
      clock.advance(1);
      streams.tick();
      await connection.untilReceived(': ping\n\n');
    });

    it('begins with a heartbeat, and goes on when something comes', async () => {
      clock.advance(15_000);
      streams.tick();
      source.feed({ data: '1' }, 'end');
      const answer = await connection.answer();
      expect([answer?.status, answer?.body]).toEqual([200, ': ping\n\n: ping\n\ndata: 1\n\n']);
    });

    it('ends with an error event when the source fails', async () => {
      source.feed(new AppError('provider_timeout', 'late'));
      const answer = await connection.answer();
      expect(answer?.status).toBe(200);
      expect(answer?.body).toMatch(/^: ping\n\nevent: error\ndata: \{"error":\{.*"code":"provider_timeout"/);
    });

    it('ends with an error event at the deadline of draining', async () => {
      expect(await streams.drain(0)).toEqual({ finished: 0, cut: 1 });
      expect((await connection.answer())?.body).toContain('"code":"shutting_down"');
      await source.closed;
    });

    it('stops the source when the client leaves', async () => {
      connection.reset();
      await source.closed;
      await untilNoneIsOpen();
    });
  });

  describe('draining', () => {
    it('lets streams end by themselves and takes no new ones', async () => {
      connection.send(REQUEST);
      source.feed({ data: '1' });
      await connection.untilReceived('data: 1');
      const drained = streams.drain(60_000);
      const late = await RawConnection.open(probe.port);
      late.send(REQUEST);
      const refusal = await late.answer();
      expectError(refusal, 503, 'shutting_down');
      expect(refusal?.headers['retry-after']).toBe('1');
      late.close();
      source.feed('end');
      expect((await connection.answer())?.body).toBe('data: 1\n\n');
      expect(await drained).toEqual({ finished: 1, cut: 0 });
    });

    it('ends the rest with an error event at the deadline', async () => {
      connection.send(REQUEST);
      source.feed({ data: '1' });
      await connection.untilReceived('data: 1');
      expect(await streams.drain(0)).toEqual({ finished: 0, cut: 1 });
      expect((await connection.answer())?.body).toContain('"code":"shutting_down"');
      expect(await source.aborted).toMatchObject({ code: 'shutting_down' });
    });

    it('answers a stream that has not begun with an ordinary error at the deadline', async () => {
      connection.send(REQUEST);
      while (streams.count === 0) await new Promise((resolve) => setImmediate(resolve));
      await streams.drain(0);
      expectError(await connection.answer(), 503, 'shutting_down');
    });
  });
});
