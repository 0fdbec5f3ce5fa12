/** Stands in a body where each request gets a number of its own, so that no two ask the same. */
export const NUMBER_PLACE = '#'.repeat(20);

/** A request, ready to be sent as often as wanted. */
export interface BenchRequest {
  port: number;
  path: string;
  headers?: Readonly<Record<string, string>>;
  /** Absent: a GET. */
  body?: object;
}

/** The bytes of the request on a keep-alive connection. */
export function requestBytes({ port, path, headers = {}, body }: BenchRequest): Buffer {
  const text = body === undefined ? '' : JSON.stringify(body);
  const fields = {
    host: `127.0.0.1:${port}`,
    ...(body === undefined
      ? {}
      : { 'content-type': 'application/json', 'content-length': String(Buffer.byteLength(text)) }),
    ...headers,
  };
  const head = Object.entries(fields).map(([name, value]) => `${name}: ${value}\r\n`);
  const method = body === undefined ? 'GET' : 'POST';
  return Buffer.from(`${method} ${path} HTTP/1.1\r\n${head.join('')}\r\n${text}`);
}

/** Gives the bytes of one request after another; they differ by their number where there is a {@link NUMBER_PLACE}. */
export function requestSource(request: BenchRequest): () => Buffer {
  const bytes = requestBytes(request);
  const at = bytes.indexOf(NUMBER_PLACE);
  if (at === -1) return () => bytes;
  return () => {
    const numbered = Buffer.from(bytes);
    numbered.write(String(process.hrtime.bigint()).padStart(NUMBER_PLACE.length, '0'), at, 'latin1');
    return numbered;
  };
}
