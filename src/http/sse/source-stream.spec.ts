import { EventEmitter } from 'node:events';
import type { FastifyReply } from 'fastify';
import { ManualClock } from '@app/testing';
import { SourceStream } from './source-stream';

describe('SourceStream', () => {
  it('is no failure when the client left before its source was asked', async () => {
    const raw = Object.assign(new EventEmitter(), { destroyed: false, req: { socket: { destroyed: true } } });
    const edge = { clock: new ManualClock(), options: { streams: {} } };
    const abort = new AbortController();
    // As a source is that was left before it began.
    const source: AsyncIterator<string> = { next: () => Promise.resolve({ done: true, value: undefined }) };
    const options = { abort, toFrames: () => [], onError: () => [] };
    const stream = new SourceStream({ raw, server: { edge } } as unknown as FastifyReply, source, options);

    expect(await stream.first()).toBeUndefined();
    expect(abort.signal.reason).toMatchObject({ code: 'request_cancelled' });
  });
});
