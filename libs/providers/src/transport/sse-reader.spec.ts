import { thrownBy } from '../testing/thrown-by';
import { SseReader } from './sse-reader';

const read = (chunks: readonly (string | Buffer)[], maxEventChars = 1000) => {
  const reader = new SseReader('unit', maxEventChars);
  const events = chunks.flatMap((chunk) => reader.read(Buffer.from(chunk)));
  return { events: [...events, ...reader.end()], done: reader.done };
};
const dataOf = (...chunks: (string | Buffer)[]) => read(chunks).events.map(({ data }) => data);

describe('SseReader', () => {
  it('reads names and data', () => {
    expect(read(['event: ping\ndata: {}\n\ndata: 1\n\n']).events).toEqual([
      { event: 'ping', data: '{}' },
      { data: '1' },
    ]);
  });

  it.each(['\n', '\r\n', '\r'])('gives the same events wherever the bytes are cut, lines ending in %j', (end) => {
    const lines = ['\uFEFF: hello', 'event: a', 'data: grün 🍓', '', ': keep alive', 'data: one', 'data: two', '', ''];
    const bytes = Buffer.from(lines.join(end));
    const expected = [{ event: 'a', data: 'grün 🍓' }, { data: 'one\ntwo' }];
    for (let at = 0; at <= bytes.length; at++) {
      expect(read([bytes.subarray(0, at), bytes.subarray(at)]).events).toEqual(expected);
    }
    expect(read(Array.from(bytes, (_byte, at) => bytes.subarray(at, at + 1))).events).toEqual(expected);
  });

  it('reads lines that end in different ways', () => {
    expect(dataOf('data: a\r\n\ndata: b\n\r\n', 'data: c\r\r')).toEqual(['a', 'b', 'c']);
  });

  it('passes over comments, unknown fields, ids and retries', () => {
    expect(dataOf(': OPENROUTER PROCESSING\n\nid: 7\nretry: x\nfoo: bar\ndata: a\n\n')).toEqual(['a']);
  });

  it('reads data without a space after the colon, and keeps further spaces', () => {
    expect(dataOf('data:a\n\ndata:  b\n\n')).toEqual(['a', ' b']);
  });

  it('gives the last event when its empty line is missing', () => {
    expect(dataOf('data: a\n\ndata: b\n')).toEqual(['a', 'b']);
    expect(dataOf('data: a\n\ndata: b')).toEqual(['a', 'b']);
    expect(dataOf('data: a\r')).toEqual(['a']);
  });

  it('stops at the first [DONE] and reads nothing after it', () => {
    const result = read(['data: a\n\ndata: [DONE]\n\ndata: [DONE]\n\n', 'data: b\n\n', 'x'.repeat(5000)]);
    expect(result).toEqual({ events: [{ data: 'a' }], done: true });
  });

  it('takes [DONE] in the last line for the end too', () => {
    expect(read(['data: a\n\ndata: [DONE]'])).toEqual({ events: [{ data: 'a' }], done: true });
  });

  it('puts a mark in place of bytes that are not UTF-8', () => {
    expect(dataOf(Buffer.from([...Buffer.from('data: '), 0xff, 0xfe, 0x0a, 0x0a]))).toEqual(['\uFFFD\uFFFD']);
  });

  it('refuses an event that is larger than the limit, in one line or in many', () => {
    const invalid = { code: 'provider_invalid_response' };
    expect(thrownBy(() => read(['data: ', ...Array.from({ length: 50 }, () => 'x'.repeat(30))]))).toMatchObject(
      invalid,
    );
    expect(thrownBy(() => read(Array.from({ length: 60 }, () => `data: ${'x'.repeat(20)}\n`)))).toMatchObject(invalid);
  });

  it('reads any number of events that are each within the limit', () => {
    expect(dataOf(...Array.from({ length: 200 }, () => `data: ${'x'.repeat(900)}\n\n`))).toHaveLength(200);
  });
});
