import type { SseFrame } from '../../http/sse/sse-frame';
import { AnswerStream } from './answer-stream';

const frame = (id: number, data = `${id}`): SseFrame => ({ id: String(id), event: 'answer-delta', data });

describe('AnswerStream', () => {
  const open = () => new AnswerStream({ organisationId: 'o', userId: 'u' }, new AbortController());
  const readAll = async (stream: AnswerStream, after = 0): Promise<(string | undefined)[]> => {
    const ids: (string | undefined)[] = [];
    for await (const { id } of stream.read(after, new AbortController().signal)) ids.push(id);
    return ids;
  };

  it('gives every reader all events in order, those before and those after it came', async () => {
    const stream = open();
    const early = readAll(stream);
    stream.push(frame(1));
    stream.push(frame(2));
    const late = readAll(stream, 1);
    await new Promise(setImmediate);
    stream.push(frame(3));
    stream.end();
    expect(await early).toEqual(['1', '2', '3']);
    expect(await late).toEqual(['2', '3']);
    expect(await readAll(stream, 3)).toEqual([]);
  });

  it('lets a reader go that leaves', async () => {
    const stream = open();
    const leaving = new AbortController();
    const frames = stream.read(0, leaving.signal);
    const next = frames.next();
    leaving.abort();
    expect(await next).toMatchObject({ done: true });
  });

  it('throws an error before the first event to who asked, and tells it as an event to who follows', async () => {
    const stream = open();
    const following = readAll(stream);
    const asking = stream.readAsAsker(new AbortController().signal).next();
    stream.fail(new Error('no model'), [{ id: '1', event: 'error', data: 'no model' }]);
    await expect(asking).rejects.toThrow('no model');
    expect(await following).toEqual(['1']);
    expect(await readAll(stream, 1)).toEqual([]);
  });

  it('is bounded: a reader who wants what was dropped is told so', async () => {
    const stream = open();
    for (let id = 1; id <= 10; id++) stream.push(frame(id, 'x'.repeat(1024 * 1024)));
    stream.end();
    await expect(readAll(stream)).rejects.toMatchObject({ code: 'stream_gone' });
    expect(await readAll(stream, 8)).toEqual(['9', '10']);
  });
});
