// A provider that answers at once and always the same: `node -r ./scripts/register-ts.cjs upstream-process.ts PORT`.
import { createServer, type Socket } from 'node:net';
import { HttpMessageReader } from '../wire/http-message-reader';
import { completionBody } from './completion-text';
import { StreamPlayer } from './stream-player';
import { UPSTREAM_SCRIPTS, type BenchModel } from './upstream-script';

const BODY = completionBody();
const ANSWER = Buffer.from(
  `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: ${BODY.length}\r\n\r\n${BODY}`,
);
const UNKNOWN_MODEL = Buffer.from('HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n');

function answer(socket: Socket, body: string): void {
  const model = /"model":"([^"]+)"/.exec(body)?.[1] ?? '';
  if (!(model in UPSTREAM_SCRIPTS)) socket.write(UNKNOWN_MODEL);
  else if (!body.includes('"stream":true')) socket.write(ANSWER);
  else new StreamPlayer(socket, UPSTREAM_SCRIPTS[model as BenchModel]).start();
}

const server = createServer({ noDelay: true }, (socket) => {
  let body = '';
  const reader = new HttpMessageReader({
    onHead: () => (body = ''),
    onBody: (bytes) => (body += bytes.toString('latin1')),
    onEnd: () => answer(socket, body),
  });
  socket.on('data', (bytes) => reader.push(bytes));
  // A proxy that resets the connection of a client that left is no fault of the run.
  socket.on('error', () => socket.destroy());
});
server.listen(Number(process.argv[2]), '127.0.0.1');
