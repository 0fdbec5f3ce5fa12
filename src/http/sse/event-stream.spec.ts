import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { ManualClock } from '@app/testing';
import { EventStream } from './event-stream';

const STALL_TIMEOUT_MS = 30_000;
/** More than the buffers of the kernel take, on both sides together. */
const HUGE = 16 * 1024 * 1024;

jest.setTimeout(60_000);

describe('EventStream', () => {
  let server: Server;
  let response: ServerResponse;
  let client: Socket;
  let clock: ManualClock;
  let stream: EventStream;

  beforeEach(async () => {
    server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    client = connect((server.address() as AddressInfo).port, '127.0.0.1');
    client.pause().write('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n');
    [, response] = (await once(server, 'request')) as [unknown, ServerResponse];
    clock = new ManualClock();
    stream = new EventStream(response, {
      clock,
      heartbeatMs: 15_000,
      maxBuffered: 300,
      stallTimeoutMs: STALL_TIMEOUT_MS,
    });
  });

  afterEach(async () => {
    client.destroy();
    server.close();
    await once(server, 'close');
  });

  /** Reads this many bytes and stops reading. */
  async function read(sizeBytes: number): Promise<string> {
    let text = '';
    while (text.length < sizeBytes) {
      const chunk = client.read() as Buffer | null;
      if (chunk === null) await once(client, 'readable');
      else text += chunk.toString('latin1');
    }
    return text;
  }

  /** Reads up to the last chunk of the answer. */
  async function readToTheEnd(): Promise<Buffer> {
    const chunks: Buffer[] = [];
    for await (const chunk of client as AsyncIterable<Buffer>) {
      chunks.push(chunk);
      if (Buffer.concat(chunks.slice(-2)).includes('\r\n0\r\n\r\n')) break;
    }
    return Buffer.concat(chunks);
  }

  /** Lets everything happen that can without the reader. */
  async function settle(): Promise<void> {
    for (let turn = 0; turn < 100; turn++) await new Promise((resolve) => setImmediate(resolve));
  }

  /** Bytes that the kernel has taken. */
  const taken = (): number => response.socket!.bytesWritten - response.writableLength;

  it('keeps a slow client that goes on reading one huge frame', async () => {
    stream.push({ data: 'x'.repeat(HUGE) });
    await settle();
    expect(stream.tick()).toBe(false);
    let sizeBytes = 0;
    const before = taken();
    clock.advance(STALL_TIMEOUT_MS);
    while (taken() === before && sizeBytes < HUGE / 2) sizeBytes += (await read(64 * 1024)).length;
    expect(stream.tick()).toBe(false);
    expect(sizeBytes).toBeLessThan(HUGE / 2);
    await settle();
    stream.tick();
    clock.advance(STALL_TIMEOUT_MS);
    expect(stream.tick()).toBe(true);
  });

  it('sends a huge frame whole, also when it holds no character of one byte', async () => {
    const data = '𝔘ü漢'.repeat(200_000);
    stream.push({ data: `.${data}` });
    stream.push({ event: 'last', data: '' });
    stream.end();
    const answer = await readToTheEnd();
    expect(unchunk(answer) === `data: .${data}\n\nevent: last\ndata: \n\n`).toBe(true);
  });

  it('sends no heartbeat into a frame that is only partly sent', async () => {
    stream.push({ data: 'x'.repeat(HUGE) });
    await settle();
    stream.tick();
    clock.advance(15_000);
    stream.tick();
    stream.end();
    expect((await readToTheEnd()).includes('ping')).toBe(false);
  });

  it('has room by the characters that wait', () => {
    stream.push({ data: '漢'.repeat(response.writableHighWaterMark - 100) });
    expect(stream.hasRoom).toBe(true);
    stream.push({ data: '漢'.repeat(100) });
    expect(stream.hasRoom).toBe(false);
  });

  it('sends many frames of one turn whole and in order, also those that are larger than a write', async () => {
    const frames = Array.from({ length: 300 }, (_, i) => `${i} ${'😀'.repeat((i % 50) * (i % 49 === 0 ? 500 : 1))}`);
    for (const data of frames) stream.push({ data });
    stream.end();
    expect(unchunk(await readToTheEnd())).toBe(frames.map((data) => `data: ${data}\n\n`).join(''));
  });

  it('gives room once the reader has taken enough', async () => {
    stream.push({ data: 'x'.repeat(HUGE) });
    let hasRoom = false;
    const room = stream.room().then(() => (hasRoom = true));
    await settle();
    expect(hasRoom).toBe(false);
    client.resume();
    await room;
    expect(stream.hasRoom).toBe(true);
  });

  it('gives room again to whoever waits, also where its limit is below the mark of the socket', async () => {
    client.resume();
    for (let i = 0; i < 500; i++) {
      stream.push({ data: 'x'.repeat(200) });
      if (!stream.hasRoom) await stream.room();
    }
    expect(stream.hasRoom).toBe(true);
  });

  it('gives room to nobody who waits when the client leaves', async () => {
    stream.push({ data: 'x'.repeat(HUGE) });
    const room = stream.room();
    client.destroy();
    await room;
    expect(response.destroyed).toBe(true);
  });
});

/** The text of a chunked body behind its head. */
function unchunk(answer: Buffer): string {
  const parts: Buffer[] = [];
  let at = answer.indexOf('\r\n\r\n') + 4;
  for (;;) {
    const lineEnd = answer.indexOf('\r\n', at);
    const sizeBytes = Number.parseInt(answer.toString('latin1', at, lineEnd), 16);
    if (sizeBytes === 0) return Buffer.concat(parts).toString('utf8');
    parts.push(answer.subarray(lineEnd + 2, lineEnd + 2 + sizeBytes));
    at = lineEnd + 2 + sizeBytes + 2;
  }
}
