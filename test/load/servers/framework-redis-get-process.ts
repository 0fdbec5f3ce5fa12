// What the frameworks alone cost a cached answer: Nest, Fastify and one Redis GET. `framework-redis-get-process.ts PORT REDIS_PORT`; it
// starts its own redis-server.
import { serveFrameworksAlone } from './frameworks-alone';
import { storeAnswer } from './stored-answer';

const [port = 0, redisPort = 0] = process.argv.slice(2).map(Number);

async function main(): Promise<void> {
  const readAnswer = await storeAnswer(redisPort);
  await serveFrameworksAlone(port, async () => JSON.parse(await readAnswer()) as unknown);
}

void main();
