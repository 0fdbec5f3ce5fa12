import { parseArgs } from 'node:util';
import { encodeEntry, RedisPopularQuestions, type RedisCacheStore } from '@app/cache';
import { testEntry, testKey, testTag } from '@app/cache/testing';
import { RedisLimitStore } from '@app/limits';
import { RedisSessionStore } from '@app/sessions';
import type { RedisStore } from '@app/storage';
import { RedisBudgetCounters, type BudgetCounter } from '@app/usage';
import { Redis } from 'ioredis';
import { withServers } from '../bench';
import { startRedis } from '../servers/start-redis';
import { ANSWER, openCacheFiller, storeAnswer } from './cache-filler';

const USAGE = `npm run bench:redis-memory -- [--users 1000000]
  Fills an own Redis as so many users do who each asked one question, and prints what each family of keys takes.`;

const MIB = 1024 * 1024;
const BATCH = 500;
const HOUR_MS = 3_600_000;
const LAW = { quota: 100, windowMs: 60_000, burst: 100 };

const say = (text: string): void => void process.stdout.write(`${text}\n`);

/** One family of keys: how a user gets some, and what bounds them. */
interface Family {
  name: string;
  bound: string;
  add: (user: number) => Promise<unknown>;
}

function families(redis: RedisStore, store: RedisCacheStore): Family[] {
  const limits = new RedisLimitStore(redis);
  const popular = new RedisPopularQuestions(redis, { most: 10_000, mostBytes: 16 * MIB, halfLifeMs: 24 * HOUR_MS });
  const sessions = new RedisSessionStore(redis);
  const budgets = new RedisBudgetCounters(redis, () => Promise.resolve({ spentMicroUsd: 0, open: [] }));
  const keyOf = (user: number) => testKey(`user_${String(user).padStart(26, '0')}`);
  return [
    {
      name: 'cache + cachelist (an answer of 600 B)',
      bound: 'lifetime of the answer; CACHE_MAX_ENTRIES_PER_USER',
      add: (user) => storeAnswer(store, keyOf(user)),
    },
    {
      name: 'cacheclaim (answers being made)',
      bound: '10 s',
      add: (user) => store.claim(keyOf(user), 'maker', 60 * HOUR_MS),
    },
    {
      name: 'rate (requests)',
      bound: 'until the whole burst is there again',
      add: (user) =>
        limits.admit({
          scope: testTag(keyOf(user).scope),
          rates: [{ name: 'requests:chat', law: { ...LAW, windowMs: 24 * HOUR_MS }, cost: 1 }],
        }),
    },
    {
      name: 'lease (a chat that runs)',
      bound: '60 s after the last sign of life',
      add: (user) =>
        limits.admit({
          scope: testTag(keyOf(user).scope),
          rates: [],
          lease: { name: 'chat', id: `chat_${user}`, most: 5, ttlMs: 24 * HOUR_MS },
        }),
    },
    {
      name: 'sessions + session-facts (one session)',
      bound: 'SESSION_IDLE_TIMEOUT, SESSION_MAX_AGE; MAX_CONCURRENT_SESSIONS',
      add: (user) =>
        sessions.open(
          testTag(keyOf(user).scope),
          { id: `session_${user}`, address: '203.0.113.7', userAgent: 'Mozilla/5.0 (X11; Linux x86_64)' },
          { most: 5, policy: 'reject', idleMs: 24 * HOUR_MS, maxAgeMs: 24 * HOUR_MS },
        ),
    },
    {
      name: 'budget (one for each user)',
      bound: '10 minutes',
      add: (user) => budgets.reserve(`call_${user}`, 100, [budgetOf(user)]),
    },
    {
      name: 'popular (10,000 questions in all)',
      bound: 'CACHE_POPULAR_QUESTIONS, CACHE_POPULAR_BYTES; 30 days',
      add: (user) =>
        user > 20_000
          ? Promise.resolve()
          : popular.observe([
              { id: String(user), question: 'q'.repeat(200), owner: 'o', times: 1, lastAt: Date.now() },
            ]),
    },
  ];
}

function budgetOf(user: number): BudgetCounter {
  const budget = {
    id: 'budget_1',
    organisationId: 'org_1',
    name: 'each user',
    subjectType: 'user',
    period: 'day',
    limitMicroUsd: 1_000,
  } as const;
  return { budget, subject: `user_${String(user).padStart(26, '0')}`, startsAt: 0, resetsAt: 24 * HOUR_MS };
}

async function usedBytes(client: Redis): Promise<number> {
  return Number(/used_memory:(\d+)/.exec(await client.info('memory'))?.[1] ?? 0);
}

async function fill({ name, bound, add }: Family, users: number, client: Redis): Promise<void> {
  await client.flushall('SYNC');
  const [before, keysBefore] = [await usedBytes(client), await client.dbsize()];
  for (let from = 0; from < users; from += BATCH) {
    const batch = Array.from({ length: Math.min(BATCH, users - from) }, (_, i) => add(from + i));
    await Promise.all(batch);
  }
  const [bytes, keys] = [(await usedBytes(client)) - before, (await client.dbsize()) - keysBefore];
  const ends = (await everyKeyEnds(client)) ? 'every key ends' : 'A KEY WITHOUT AN END';
  const perUser = (bytes / users).toFixed(0).padStart(6);
  say(
    `${name.padEnd(42)} ${(bytes / MIB).toFixed(1).padStart(9)} MiB ${perUser} B/user ${String(keys).padStart(9)} keys   ${bound}; ${ends}`,
  );
}

async function everyKeyEnds(client: Redis): Promise<boolean> {
  let cursor = '0';
  do {
    const [next, keys] = await client.scan(cursor, 'COUNT', 10_000);
    const pipeline = client.pipeline();
    for (const key of keys) pipeline.pttl(key);
    const ttls = (await pipeline.exec()) ?? [];
    if (ttls.some(([, ttl]) => ttl === -1)) return false; // -2: it has ended meanwhile
    cursor = next;
  } while (cursor !== '0');
  return true;
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { users: { type: 'string', default: '1000000' }, help: { type: 'boolean' } },
  });
  const users = Number(values.users);
  if (values.help === true || !Number.isInteger(users) || users < 1) {
    say(USAGE);
    return;
  }
  await withServers([() => startRedis()], async ([server]) => {
    if (server === undefined) return;
    const client = new Redis(server.port, '127.0.0.1');
    const { redis, store, close } = await openCacheFiller(server.port, testTag);
    say(
      `Redis memory by key family, ${users} users; one value of an answer takes ${encodeEntry(testEntry(testKey('u'), ANSWER)).length} B`,
    );
    for (const family of families(redis, store)) await fill(family, users, client);
    await close();
    client.disconnect();
  });
}

void main();
