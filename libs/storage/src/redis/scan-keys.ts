import { Cluster, type Redis } from 'ioredis';
import { sendPipeline, type BulkResult, type RedisCommand } from './bulk';
import type { RedisClient } from './open-redis-client';

/** Keys that one SCAN found, and how to do something to them. */
export interface ScannedKeys {
  readonly keys: readonly string[];
  /** Where to go on after this batch; absent on the last one. */
  readonly cursor?: string;
  /** Commands for these keys, in one pipeline to the node that holds them. */
  readonly bulk: (commands: readonly RedisCommand[]) => Promise<BulkResult[]>;
}

interface ScanOptions {
  pattern: string;
  count: number;
  cursor?: string;
}

/** Each call to a server goes through `guard`. */
type Guard = <T>(call: () => Promise<T>) => Promise<T>;

/** See `RedisStore.scan`. A cursor is the number of the master and its own cursor. */
export async function* scanKeys(
  client: RedisClient,
  { pattern, count, cursor = '0-0' }: ScanOptions,
  guard: Guard,
): AsyncGenerator<ScannedKeys> {
  const masters = mastersOf(client);
  const [first, position = '0'] = cursor.split('-');
  for (let index = Number(first); index < masters.length; index++) {
    const master = masters[index];
    if (master === undefined) return;
    let at = index === Number(first) ? position : '0';
    do {
      const args = [at, 'MATCH', pattern, 'COUNT', count];
      const [next, keys] = (await guard(() => master.call('SCAN', ...args))) as [string, string[]];
      at = next;
      const goesOn = at === '0' ? `${index + 1}-0` : `${index}-${at}`;
      yield {
        keys,
        bulk: (commands) => (commands.length === 0 ? Promise.resolve([]) : guard(() => sendPipeline(master, commands))),
        ...(at === '0' && index + 1 >= masters.length ? {} : { cursor: goesOn }),
      };
    } while (at !== '0');
  }
}

/** In one order, so that a cursor means the same master as long as the Cluster stays as it is. */
function mastersOf(client: RedisClient): Redis[] {
  if (!(client instanceof Cluster)) return [client];
  const nameOf = ({ options }: Redis): string => `${options.host}:${options.port}`;
  return client.nodes('master').sort((one, other) => (nameOf(one) < nameOf(other) ? -1 : 1));
}
