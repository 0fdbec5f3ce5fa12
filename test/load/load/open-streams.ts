import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { TEXT_MARK } from '../upstream/upstream-script';
import { MarkerCounter } from '../wire/marker-counter';
import { requestBytes, type BenchRequest } from './request-bytes';

const RIGHT = 'HTTP/1.1 200';

/** Streams to open and hold. */
export interface OpenStreamsOptions {
  request: BenchRequest;
  count: number;
  /** Time over which they are opened, so that their events do not fall together, milliseconds. */
  overMs: number;
  /** True: nothing is read after the first bytes of the answer. */
  stalled: boolean;
}

interface HeldStream {
  socket: Socket;
  texts: MarkerCounter;
  /** Undefined: no answer yet, which is right while the provider has sent nothing of use. */
  isRight: boolean | undefined;
}

/** Holds many streams open at once. */
export class OpenStreams {
  private constructor(private readonly streams: readonly HeldStream[]) {}

  /** Opens them. Throws when one cannot connect. */
  static async open({ request, count, overMs, stalled }: OpenStreamsOptions): Promise<OpenStreams> {
    const bytes = requestBytes(request);
    const streams: HeldStream[] = [];
    for (let i = 0; i < count; i++) {
      const socket = connect({ port: request.port, host: '127.0.0.1', noDelay: true });
      await once(socket, 'connect');
      streams.push(hold(socket, stalled));
      socket.write(bytes);
      await delay(overMs / count);
    }
    return new OpenStreams(streams);
  }

  /** Streams that were refused, failed or were closed. */
  get lost(): number {
    return this.streams.filter(({ socket, isRight }) => socket.destroyed || isRight === false).length;
  }

  /** Pieces of text that all of them received so far. */
  get textCount(): number {
    return this.streams.reduce((sum, { texts }) => sum + texts.count, 0);
  }

  /** Closes them all. */
  close(): void {
    for (const { socket } of this.streams) socket.destroy();
  }
}

function hold(socket: Socket, stalled: boolean): HeldStream {
  const stream: HeldStream = { socket, texts: new MarkerCounter(TEXT_MARK), isRight: undefined };
  socket.on('data', (bytes: Buffer) => {
    stream.isRight ??= bytes.toString('latin1', 0, RIGHT.length) === RIGHT;
    stream.texts.push(bytes);
    if (stalled) socket.pause();
  });
  socket.on('end', () => socket.destroy());
  socket.on('error', () => socket.destroy());
  return stream;
}
