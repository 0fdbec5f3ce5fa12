import { withServers, type Bench } from '../bench';
import { BENCH_API_KEY, startProduct } from '../servers/start-product';
import { startRedisGet } from '../servers/start-redis-get';
import { compareWholeAnswers, wholeAnswer } from './whole-answers';

const HEADERS = { authorization: `Bearer ${BENCH_API_KEY}` };

/** Answers from the cache with every feature on, against Fastify with one Redis GET. */
export async function runCached(bench: Bench): Promise<void> {
  const { cores, upstream } = bench;
  const product = (name: string, cache: 'redis' | 'memory') => () =>
    startProduct(cores, upstream.port, { name, features: 'all', cache });
  const starts = [
    () => startRedisGet(cores, 'fastify'),
    () => startRedisGet(cores, 'frameworks'),
    product('from Redis', 'redis'),
    product('from memory', 'memory'),
  ];
  await withServers(starts, async ([fastify, frameworks, redis, memory]) => {
    if (fastify === undefined || frameworks === undefined || redis === undefined || memory === undefined) return;
    const openai = { dialect: 'openai', headers: HEADERS } as const;
    const base = wholeAnswer({ ...openai, name: fastify.name, server: fastify });
    const floor = wholeAnswer({ ...openai, name: frameworks.name, server: frameworks });
    const fromRedis = wholeAnswer({ ...openai, name: 'ours, /v1, from Redis', server: redis });
    const fromMemory = wholeAnswer({ ...openai, name: 'ours, /v1, from memory', server: memory });
    const nativeName = 'ours, /api/v1/chat, from memory';
    const native = wholeAnswer({ dialect: 'native', headers: HEADERS, name: nativeName, server: memory });
    const targets = [base, floor, fromRedis, fromMemory, native];
    const load = 'Cached answer, 2 KB request, 600 B answer, all features';
    const add = await compareWholeAnswers(bench, load, targets);
    add('Nest, Fastify and ioredis alone, against Fastify + one Redis GET', floor, base);
    add('cached answer from Redis, all features, against Nest, Fastify and ioredis alone', fromRedis, floor);
    add('cached answer from Redis, all features, against Fastify + one Redis GET', fromRedis, base, { atLeast: 0.45 });
    add('cached answer from memory, all features, against the same', fromMemory, base, { atLeast: 0.55 });
    add('cached answer from memory, native API, against the same', native, base, { atLeast: 0.55 });
  });
}
