import { Cluster } from 'ioredis';
import type { RedisClient } from './open-redis-client';
import { hashTagOf } from './redis-key';

/** One command of a bulk: its name, the key that decides its node, and the other arguments. */
export interface RedisCommand {
  name: string;
  key: string;
  args?: readonly (string | number | Buffer)[];
  /** `bytes`: texts of the reply come as Buffers. Default `text`. */
  reply?: 'text' | 'bytes';
}

/** What became of one command of a bulk. */
export type BulkResult = { ok: true; value: unknown } | { ok: false; error: Error };

/** Runs commands in one pipeline; in a Cluster in one for each hash tag, side by side. Results are in the order of the commands. */
export async function runBulk(client: RedisClient, commands: readonly RedisCommand[]): Promise<BulkResult[]> {
  const results: BulkResult[] = [];
  const groups = client instanceof Cluster ? byHashTag(commands) : [commands.map((_, index) => index)];
  await Promise.all(
    groups.map(async (indexes) => {
      const replies = await sendPipeline(
        client,
        indexes.flatMap((index) => commands[index] ?? []),
      );
      indexes.forEach((index, place) => (results[index] = replies[place] ?? lost()));
    }),
  );
  const [first] = results;
  // A pipeline that was not sent at all fails each of its commands in the same way: then Redis is away.
  if (first !== undefined && !first.ok && results.every((one) => !one.ok && one.error.name !== 'ReplyError')) {
    throw first.error;
  }
  return results;
}

/** Runs commands in one pipeline of one connection. Rejects never: each command has its own result. */
export async function sendPipeline(client: RedisClient, commands: readonly RedisCommand[]): Promise<BulkResult[]> {
  const pipeline = client.pipeline();
  for (const { name, key, args = [], reply } of commands) {
    if (reply === 'bytes') pipeline.callBuffer(name, key, ...args);
    else pipeline.call(name, key, ...args);
  }
  try {
    const replies = (await pipeline.exec()) ?? [];
    return replies.map(([error, value]) => (error === null ? { ok: true, value } : { ok: false, error }));
  } catch (error) {
    const failure = error instanceof Error ? error : new Error('The pipeline was not sent.');
    return commands.map(() => ({ ok: false, error: failure }));
  }
}

function byHashTag(commands: readonly RedisCommand[]): number[][] {
  const groups = new Map<string, number[]>();
  commands.forEach(({ key }, index) => {
    const tag = hashTagOf(key);
    const group = groups.get(tag);
    if (group === undefined) groups.set(tag, [index]);
    else group.push(index);
  });
  return [...groups.values()];
}

function lost(): BulkResult {
  return { ok: false, error: new Error('The reply is missing.') };
}
