// The yardstick: the least that a proxy on node:http and undici can do. `bare-proxy-process.ts PORT UPSTREAM_PORT`.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { Pool } from 'undici';

const [port, upstreamPort] = process.argv.slice(2).map(Number);
const upstream = new Pool(`http://127.0.0.1:${upstreamPort ?? 0}`, { connections: 1024, pipelining: 1 });

const server = createServer((request, response) => {
  const pieces: Buffer[] = [];
  request.on('data', (piece: Buffer) => pieces.push(piece));
  request.on('end', () => {
    forward(request, Buffer.concat(pieces), response).catch(() => response.destroy());
  });
});

async function forward(request: IncomingMessage, body: Buffer, response: ServerResponse): Promise<void> {
  const reply = await upstream.request({
    method: 'POST',
    path: request.url ?? '/',
    headers: { 'content-type': 'application/json' },
    body,
  });
  const contentType = String(reply.headers['content-type']);
  if (contentType.startsWith('text/event-stream')) {
    response.writeHead(reply.statusCode, { 'content-type': contentType });
    response.on('close', () => reply.body.destroy());
    reply.body.on('error', () => response.destroy());
    reply.body.pipe(response);
    return;
  }
  const bytes = Buffer.from(await reply.body.arrayBuffer());
  response.writeHead(reply.statusCode, { 'content-type': contentType, 'content-length': bytes.length });
  response.end(bytes);
}

server.listen(port, '127.0.0.1');
