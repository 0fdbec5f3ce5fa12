// The yardstick of cached answers: Fastify and one Redis GET. `redis-get-process.ts PORT REDIS_PORT`; it starts its own redis-server.
import { spawn } from 'node:child_process';
import Fastify from 'fastify';
import { Redis } from 'ioredis';
import { completionBody } from '../upstream/completion-text';

const [port = 0, redisPort = 0] = process.argv.slice(2).map(Number);
const KEY = 'answer';

const store = spawn('redis-server', ['--port', String(redisPort), '--bind', '127.0.0.1', '--save', ''], {
  stdio: 'ignore',
});
process.on('exit', () => store.kill());
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => process.exit(0));

const redis = new Redis(redisPort, '127.0.0.1');
redis.on('error', () => undefined); // it is being started
const app = Fastify();

app.post('/v1/chat/completions', async (_request, reply) => {
  const body = await redis.get(KEY);
  return reply.header('content-type', 'application/json; charset=utf-8').send(body);
});

async function main(): Promise<void> {
  await redis.set(KEY, completionBody());
  await app.listen({ port, host: '127.0.0.1' });
}

void main();
