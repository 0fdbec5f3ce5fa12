import { addCell, CellTable, type Dimension } from '../../cell';
import { ARCHIVED_GRAINS, bucketStart, GRAIN_MS, GRAINS, type ArchivedGrain, type Grain } from '../../grain';
import { LiveStore, type BucketCopy, type BucketName, type TurnBatch, type UnsettledBucket } from '../../live-store';

interface Bucket extends BucketName {
  version: number;
  generation: string;
  table: CellTable;
  isUnsettled: boolean;
}

/** Buckets of one process, never forgotten: for tests and short programs. Users are counted exactly. */
export class MemoryLiveStore extends LiveStore {
  private readonly buckets = new Map<string, Bucket>();
  private readonly added = new Set<string>();

  add(batches: readonly TurnBatch[]): Promise<void> {
    for (const batch of batches) {
      const key = `${batch.organisationId} ${batch.id}`;
      if (this.added.has(key)) continue;
      this.added.add(key);
      for (const grain of GRAINS) this.addTo(grain, batch);
    }
    return Promise.resolve();
  }

  read(names: readonly BucketName[], dimension?: Dimension): Promise<BucketCopy[]> {
    const copies = names.flatMap((name) => {
      const bucket = this.buckets.get(keyOf(name));
      if (bucket === undefined) return [];
      const cells = bucket.table.list().filter((cell) => dimension === undefined || cell.dimension === dimension);
      const { version, generation } = bucket;
      return [{ ...name, version, generation, cells: structuredClone(cells) }];
    });
    return Promise.resolve(copies);
  }

  unsettled(organisationId: string, grain: ArchivedGrain): Promise<number[]> {
    const found = [...this.buckets.values()].filter(
      (bucket) => bucket.isUnsettled && bucket.organisationId === organisationId && bucket.grain === grain,
    );
    return Promise.resolve(found.map(({ start }) => start));
  }

  due(now: number, limit: number): Promise<UnsettledBucket[]> {
    const due = [...this.buckets.values()].flatMap(({ organisationId, grain, start, isUnsettled }) => {
      const archived = ARCHIVED_GRAINS.find((known) => known === grain);
      const isDue = isUnsettled && start + GRAIN_MS[grain] <= now;
      return archived === undefined || !isDue ? [] : [{ organisationId, grain: archived, start }];
    });
    return Promise.resolve(due.slice(0, limit));
  }

  settle(copies: readonly BucketCopy[]): Promise<void> {
    for (const copy of copies) {
      const bucket = this.buckets.get(keyOf(copy));
      if (bucket?.version === copy.version) bucket.isUnsettled = false;
    }
    return Promise.resolve();
  }

  countUsers(organisationId: string, grain: ArchivedGrain, starts: readonly number[]): Promise<number> {
    const users = new Set(
      starts.flatMap(
        (start) => this.buckets.get(keyOf({ organisationId, grain, start }))?.table.valuesOf('user') ?? [],
      ),
    );
    return Promise.resolve(users.size);
  }

  forgetUser(organisationId: string, userId: string): Promise<void> {
    for (const bucket of this.buckets.values()) {
      if (bucket.organisationId === organisationId) bucket.table.remove('user', userId);
    }
    return Promise.resolve();
  }

  private addTo(grain: Grain, { id, organisationId, second, cells }: TurnBatch): void {
    const name = { organisationId, grain, start: bucketStart(grain, second) };
    const key = keyOf(name);
    let bucket = this.buckets.get(key);
    if (bucket === undefined) {
      bucket = { ...name, version: 0, generation: id, table: new CellTable(), isUnsettled: false };
      this.buckets.set(key, bucket);
    }
    bucket.version += 1;
    bucket.isUnsettled = grain !== 'second';
    for (const cell of cells) {
      if (grain === 'second' && cell.dimension === 'user') continue;
      addCell(bucket.table.within(cell.dimension, cell.value), cell);
    }
  }
}

function keyOf({ organisationId, grain, start }: BucketName): string {
  return `${grain} ${start} ${organisationId}`;
}
