/** A request, ready to be sent as often as wanted. */
export interface BenchRequest {
  port: number;
  path: string;
  headers?: Readonly<Record<string, string>>;
  body: object;
}

/** The bytes of the request on a keep-alive connection. */
export function requestBytes({ port, path, headers = {}, body }: BenchRequest): Buffer {
  const text = JSON.stringify(body);
  const fields = {
    host: `127.0.0.1:${port}`,
    'content-type': 'application/json',
    'content-length': String(Buffer.byteLength(text)),
    ...headers,
  };
  const head = Object.entries(fields).map(([name, value]) => `${name}: ${value}\r\n`);
  return Buffer.from(`POST ${path} HTTP/1.1\r\n${head.join('')}\r\n${text}`);
}
