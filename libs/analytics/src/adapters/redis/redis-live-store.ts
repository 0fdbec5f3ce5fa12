import type { RedisStore } from '@app/storage';
import { type Dimension } from '../../cell';
import {
  ARCHIVED_GRAINS,
  bucketStart,
  bucketStarts,
  GRAIN_MS,
  GRAINS,
  LIVE_TTL_MS,
  REFRESH_MS,
  SETTLED_TTL_MS,
  type ArchivedGrain,
  type Grain,
} from '../../grain';
import { LiveStore, type BucketCopy, type BucketName, type TurnBatch, type UnsettledBucket } from '../../live-store';
import { MEASURES } from '../../measures';
import { batchKey, bucketKey, ORGANISATIONS_KEY, unsettledKey, usersKey } from './analytics-keys';
import { ADD_BATCH, SETTLE_BUCKET } from './analytics-scripts';
import { cellArguments, readBucket } from './bucket-hash';

/** How long it is known that a batch was added, milliseconds. Longer than anybody tries. */
const BATCH_TTL_MS = 15 * 60_000;
/** After the end of a bucket late turns may still come. */
const GRACE_MS = 5_000;
/** An organisation without turns for so long has nothing unsettled any more. */
const FORGET_MS = 40 * GRAIN_MS.day;

/**
 * Buckets as hashes in Redis. A batch is one script: all of it counts, once, however often it is sent. All keys of an organisation
 * lie on one node.
 */
export class RedisLiveStore extends LiveStore {
  constructor(private readonly redis: RedisStore) {
    super();
  }

  async add(batches: readonly TurnBatch[]): Promise<void> {
    await Promise.all([
      this.redis.bulk(
        [...new Map(batches.map(({ organisationId, second }) => [organisationId, second]))].map(noteSeen),
      ),
      ...batches.map((batch) => this.redis.run({ script: ADD_BATCH, ...addCall(batch) })),
    ]);
  }

  async read(names: readonly BucketName[], dimension?: Dimension): Promise<BucketCopy[]> {
    const replies = await this.redis.bulk(names.map((name) => ({ name: 'HGETALL', key: bucketKey(name) })));
    return names.flatMap((name, index) => {
      const reply = replies[index];
      if (reply?.ok !== true) throw reply?.error ?? new Error('Redis left out a reply.');
      const content = readBucket(reply.value, dimension);
      return content === undefined ? [] : [{ ...name, ...content }];
    });
  }

  async unsettled(organisationId: string, grain: ArchivedGrain): Promise<number[]> {
    const members = (await this.redis.command('ZRANGE', unsettledKey(organisationId), 0, -1)) as string[];
    return members.flatMap((member) => {
      const name = readMember(organisationId, member);
      return name?.grain === grain ? [name.start] : [];
    });
  }

  async due(now: number, limit: number): Promise<UnsettledBucket[]> {
    await this.redis.command('ZREMRANGEBYSCORE', ORGANISATIONS_KEY, '-inf', now - FORGET_MS);
    const organisations = (await this.redis.command('ZRANGE', ORGANISATIONS_KEY, 0, -1)) as string[];
    const replies = await this.redis.bulk(
      organisations.map((id) => ({
        name: 'ZRANGEBYSCORE',
        key: unsettledKey(id),
        args: ['-inf', now, 'LIMIT', 0, limit],
      })),
    );
    const due = organisations.flatMap((id, index) => {
      const reply = replies[index];
      if (reply?.ok !== true) throw reply?.error ?? new Error('Redis left out a reply.');
      return (reply.value as string[]).flatMap((member) => readMember(id, member) ?? []);
    });
    return due.slice(0, limit);
  }

  async settle(copies: readonly BucketCopy[], now: number): Promise<void> {
    await Promise.all(
      copies.map((copy) => {
        const grain = copy.grain as ArchivedGrain;
        const isOver = copy.start + GRAIN_MS[grain] <= now;
        return this.redis.run({
          script: SETTLE_BUCKET,
          keys: [unsettledKey(copy.organisationId), bucketKey(copy)],
          args: [memberOf(grain, copy.start), copy.version, now + REFRESH_MS[grain], isOver ? SETTLED_TTL_MS : 0],
        });
      }),
    );
  }

  async countUsers(organisationId: string, grain: ArchivedGrain, starts: readonly number[]): Promise<number> {
    const [first, ...more] = starts.map((start) => usersKey(organisationId, grain, start));
    return first === undefined ? 0 : Number(await this.redis.command('PFCOUNT', first, ...more));
  }

  async forgetUser(organisationId: string, userId: string, now: number): Promise<void> {
    const unsettled = await Promise.all(
      ARCHIVED_GRAINS.map(async (grain) =>
        (await this.unsettled(organisationId, grain)).map((start) => ({ organisationId, grain, start })),
      ),
    );
    // What is settled is kept for a while, and would be copied again after a late turn.
    const recent = ARCHIVED_GRAINS.flatMap((grain) =>
      bucketStarts(grain, now - 2 * SETTLED_TTL_MS, now + 1).map((start) => ({ organisationId, grain, start })),
    );
    const fields = MEASURES.map((measure) => `${measure}|user|${userId}`);
    const keys = new Set([...unsettled.flat(), ...recent].map(bucketKey));
    const replies = await this.redis.bulk([...keys].map((key) => ({ name: 'HDEL', key, args: fields })));
    const failed = replies.find((reply) => !reply.ok);
    if (failed?.ok === false) throw failed.error;
  }
}

function noteSeen([organisationId, second]: [string, number]) {
  return { name: 'ZADD', key: ORGANISATIONS_KEY, args: ['GT', second, organisationId] };
}

function addCall({ id, organisationId, second, cells }: TurnBatch) {
  const starts = GRAINS.map((grain) => ({ grain, start: bucketStart(grain, second) }));
  const archived = starts.filter(({ grain }) => grain !== 'second');
  return {
    keys: [
      batchKey(organisationId, id),
      unsettledKey(organisationId),
      ...starts.map((bucket) => bucketKey({ organisationId, ...bucket })),
      ...archived.map(({ grain, start }) => usersKey(organisationId, grain, start)),
    ],
    args: [
      BATCH_TTL_MS,
      id,
      ...starts.flatMap(({ grain, start }) => [
        LIVE_TTL_MS[grain],
        memberOf(grain, start),
        dueAt(grain, start, second),
      ]),
      ...cells.flatMap(cellArguments),
    ],
  };
}

/** When a bucket is to be rolled up that changed in this second. */
function dueAt(grain: Grain, start: number, second: number): number {
  if (grain === 'second') return 0;
  return Math.min(start + GRAIN_MS[grain] + GRACE_MS, second + REFRESH_MS[grain]);
}

function memberOf(grain: Grain, start: number): string {
  return `${grain}:${start}`;
}

function readMember(organisationId: string, member: string): UnsettledBucket | undefined {
  const [word, start] = member.split(':');
  const grain = ARCHIVED_GRAINS.find((known) => known === word);
  return grain === undefined ? undefined : { organisationId, grain, start: Number(start) };
}
