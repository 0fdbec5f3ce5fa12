// The yardstick of cached answers: Fastify and one Redis GET. `redis-get-process.ts PORT REDIS_PORT`; it starts its own redis-server.
import Fastify from 'fastify';
import { storeAnswer } from './stored-answer';

const [port = 0, redisPort = 0] = process.argv.slice(2).map(Number);

async function main(): Promise<void> {
  const readAnswer = await storeAnswer(redisPort);
  const app = Fastify();
  app.post('/v1/chat/completions', async (_request, reply) =>
    reply.header('content-type', 'application/json; charset=utf-8').send(await readAnswer()),
  );
  await app.listen({ port, host: '127.0.0.1' });
}

void main();
