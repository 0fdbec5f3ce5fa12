import { HttpMessageReader } from './http-message-reader';

const BY_LENGTH = 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello';
const BY_CHUNKS = 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nwiki\r\nA\r\n0123456789\r\n0\r\n\r\n';
const WITHOUT_BODY = 'GET /x HTTP/1.1\r\nHost: y\r\n\r\n';

function read(pieces: Buffer[]): string[] {
  const seen: string[] = [];
  let body = '';
  const reader = new HttpMessageReader({
    onHead: (head) => seen.push(head.slice(0, head.indexOf('\r\n'))),
    onBody: (bytes) => (body += bytes.toString('latin1')),
    onEnd: () => {
      seen.push(body);
      body = '';
    },
  });
  for (const piece of pieces) reader.push(piece);
  return seen;
}

const MESSAGES = Buffer.from(BY_LENGTH + BY_CHUNKS + WITHOUT_BODY + BY_LENGTH);
const EXPECTED = [
  ...['HTTP/1.1 200 OK', 'hello'],
  ...['HTTP/1.1 200 OK', 'wiki0123456789'],
  ...['GET /x HTTP/1.1', ''],
  ...['HTTP/1.1 200 OK', 'hello'],
];

describe('HttpMessageReader', () => {
  it('finds the messages of one piece', () => {
    expect(read([MESSAGES])).toEqual(EXPECTED);
  });

  it('finds the same messages wherever the bytes are split', () => {
    for (let at = 1; at < MESSAGES.length; at++) {
      expect(read([MESSAGES.subarray(0, at), MESSAGES.subarray(at)])).toEqual(EXPECTED);
    }
    expect(read(Array.from(MESSAGES, (byte) => Buffer.from([byte])))).toEqual(EXPECTED);
  });

  it('does not report a message whose end has not come', () => {
    expect(read([Buffer.from(BY_CHUNKS.slice(0, -2))])).toEqual(['HTTP/1.1 200 OK']);
  });
});
