import { spawn } from 'node:child_process';
import { Redis } from 'ioredis';
import { completionBody } from '../upstream/completion-text';

const KEY = 'answer';

/** Starts a redis-server that ends with this process, stores the completion, and gives what reads it with one GET. */
export async function storeAnswer(redisPort: number): Promise<() => Promise<string>> {
  const store = spawn('redis-server', ['--port', String(redisPort), '--bind', '127.0.0.1', '--save', ''], {
    stdio: 'ignore',
  });
  process.on('exit', () => store.kill());
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => process.exit(0));

  const redis = new Redis(redisPort, '127.0.0.1');
  redis.on('error', () => undefined); // it is being started
  await redis.set(KEY, completionBody());
  return async () => (await redis.get(KEY)) ?? '';
}
