import { readEventStream, type ReceivedEvent } from './read-event-stream';

const TEXT = [
  'id: 1\nevent: start\ndata: {"id":"chat_1","provider":"p","model":"p/m","strategy":"cot"}\n\n',
  ': ping\n\n',
  'id: 2\nevent: answer-delta\ndata: {"text":"Zürich 𝔘"}\n\n',
  'id: 3\nevent: of-tomorrow\ndata: {"text":"?"}\n\n',
  'id: 4\nevent: finish\ndata: {"id":"chat_1","finalAnswer":"Zürich 𝔘"}\n\n',
].join('');

function streamOf(...parts: Uint8Array[]): ReadableStream<Uint8Array> {
  return new ReadableStream({
    start(controller) {
      for (const part of parts) controller.enqueue(part);
      controller.close();
    },
  });
}

async function readAll(stream: ReadableStream<Uint8Array>): Promise<ReceivedEvent[]> {
  const events: ReceivedEvent[] = [];
  for await (const batch of readEventStream(stream)) events.push(...batch);
  return events;
}

describe('readEventStream', () => {
  const bytes = new TextEncoder().encode(TEXT);

  it('reads the same events wherever the bytes are split', async () => {
    const whole = await readAll(streamOf(bytes));
    expect(whole.map(({ id, event }) => [id, event.type])).toEqual([
      ['1', 'start'],
      ['2', 'answer-delta'],
      ['4', 'finish'],
    ]);
    expect(whole[1]?.event).toEqual({ type: 'answer-delta', text: 'Zürich 𝔘' });
    expect(whole[2]?.event).toEqual({ type: 'finish', response: { id: 'chat_1', finalAnswer: 'Zürich 𝔘' } });
    for (let at = 1; at < bytes.length; at++) {
      expect(await readAll(streamOf(bytes.subarray(0, at), bytes.subarray(at)))).toEqual(whole);
    }
  });

  it('says that the connection was lost when the stream ends in the middle', async () => {
    const cut = new TextEncoder().encode(TEXT.slice(0, TEXT.indexOf('id: 4')));
    await expect(readAll(streamOf(cut))).rejects.toMatchObject({ code: 'interrupted' });
  });

  it('lets the connection go when nobody reads on', async () => {
    let cancelled = false;
    const stream = new ReadableStream<Uint8Array>({
      pull: (controller) => controller.enqueue(bytes.subarray(0, 90)),
      cancel: () => {
        cancelled = true;
      },
    });
    for await (const _batch of readEventStream(stream)) break;
    expect(cancelled).toBe(true);
  });

  it('ends with an error event', async () => {
    const text = 'event: error\ndata: {"error":{"code":"provider_timeout","message":"…"}}\n\n';
    const events = await readAll(streamOf(new TextEncoder().encode(text)));
    expect(events.map(({ event }) => event.type)).toEqual(['error']);
  });
});
