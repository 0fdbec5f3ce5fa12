import { EventEmitter } from 'node:events';
import type { FastifyReply } from 'fastify';
import { ConnectionAborts } from './connection-aborts';

/** The part of an answer that is looked at. */
class FakeAnswer extends EventEmitter {
  writableFinished = false;
  destroyed = false;
  readonly req: { socket: EventEmitter & { destroyed?: boolean } };

  constructor(readonly socket: EventEmitter) {
    super();
    this.req = { socket };
  }

  get reply(): FastifyReply {
    return { raw: this } as unknown as FastifyReply;
  }

  finish(): void {
    this.writableFinished = true;
    this.emit('close');
  }
}

describe('ConnectionAborts', () => {
  it('shares a controller among the answers of one connection and never between two', () => {
    const aborts = new ConnectionAborts();
    const [socket, other] = [new EventEmitter(), new EventEmitter()];
    const first = aborts.forAnswer(new FakeAnswer(socket).reply);

    expect(aborts.forAnswer(new FakeAnswer(socket).reply)).toBe(first);
    expect(aborts.forAnswer(new FakeAnswer(other).reply)).not.toBe(first);
  });

  it('aborts when the client leaves before its answer is complete, and takes a new controller then', () => {
    const aborts = new ConnectionAborts();
    const answer = new FakeAnswer(new EventEmitter());
    const controller = aborts.forAnswer(answer.reply);

    answer.emit('close');

    expect(controller.signal.reason).toMatchObject({ code: 'request_cancelled' });
    expect(aborts.forAnswer(new FakeAnswer(answer.socket).reply)).not.toBe(controller);
  });

  it('does not abort when an answer is complete', () => {
    const answer = new FakeAnswer(new EventEmitter());
    const controller = new ConnectionAborts().forAnswer(answer.reply);

    answer.finish();

    expect(controller.signal.aborted).toBe(false);
  });

  it('takes a new controller after 64 answers', () => {
    const aborts = new ConnectionAborts();
    const socket = new EventEmitter();
    const all = Array.from({ length: 65 }, () => aborts.forAnswer(new FakeAnswer(socket).reply));

    expect(new Set(all).size).toBe(2);
    expect(all[64]).not.toBe(all[63]);
  });
});
