import type { ArchiveStore, ValueTotals } from './archive-store';
import { addCell, emptyCell, OTHER, type Cell, type Dimension } from './cell';
import { bucketStart, bucketStarts, GRAIN_MS, type Grain } from './grain';
import type { BucketCopy, LiveStore } from './live-store';
import { addTotals, emptyTotals, type Measure, type Totals } from './measures';

/** What a question is about. */
export interface AnalyticsRange {
  organisationId: string;
  grain: Grain;
  /** Epoch milliseconds, both; widened to whole buckets. `to` is not part of it. */
  from: number;
  to: number;
}

/** One bucket of a series. */
export interface SeriesPoint {
  start: number;
  cells: Cell[];
}

/** Answers from both stores: what the archive has not in its newest state comes from the live store, everything else from it. */
export class AnalyticsReader {
  constructor(
    private readonly live: LiveStore,
    private readonly archive: ArchiveStore,
  ) {}

  /** A point for every bucket of the range, also for those in which nothing happened, with a cell for each value there was. */
  async series(range: AnalyticsRange, dimension: Dimension, value?: string): Promise<SeriesPoint[]> {
    const points = new Map<number, Cell[]>(bucketStarts(range.grain, range.from, range.to).map((start) => [start, []]));
    const { live, archived } = await this.read(range, dimension, value);
    for (const { start, cells } of live) points.get(start)?.push(...cells);
    for (const cell of archived) points.get(cell.start)?.push(cell);
    return [...points].map(([start, cells]) => ({ start, cells }));
  }

  /** Every value of a dimension with what it came to in the whole range, in no order. */
  async cells(range: AnalyticsRange, dimension: Dimension, value?: string): Promise<Cell[]> {
    const { live, archived } = await this.read(range, dimension, value);
    const cells = new Map<string, Cell>();
    for (const cell of [...live.flatMap((copy) => copy.cells), ...archived]) {
      const sum = cells.get(cell.value) ?? emptyCell(dimension, cell.value);
      addCell(sum, cell);
      cells.set(cell.value, sum);
    }
    return [...cells.values()];
  }

  /** The values with the greatest sums, greatest first. {@link OTHER} is none of them. */
  async top(range: AnalyticsRange, dimension: Dimension, by: Measure, limit: number): Promise<ValueTotals[]> {
    const copies = await this.liveCopies(range, dimension);
    const sums = new Map<string, Totals>();
    const add = (value: string, totals: Readonly<Totals>): void => {
      const sum = sums.get(value) ?? emptyTotals();
      addTotals(sum, totals);
      sums.set(value, sum);
    };
    for (const { value, totals } of copies.flatMap(({ cells }) => cells)) add(value, totals);
    const { grain } = range;
    if (grain !== 'second') {
      const query = { ...this.archiveRange(range), grain, except: copies, dimension, by };
      // Whatever is in the live store may be at the top only because of it.
      const archived = await this.archive.top({ ...query, limit: limit + 1, also: [...sums.keys()] });
      for (const { value, totals } of archived) add(value, totals);
    }
    return [...sums]
      .filter(([value]) => value !== OTHER)
      .map(([value, totals]) => ({ value, totals }))
      .sort((one, other) => other.totals[by] - one.totals[by] || (one.value < other.value ? -1 : 1))
      .slice(0, limit);
  }

  /** About how many different users there were. From the archive when the live store has lost them. Undefined for seconds. */
  async countUsers(range: AnalyticsRange): Promise<number | undefined> {
    const { organisationId, grain } = range;
    if (grain === 'second') return undefined;
    const starts = bucketStarts(grain, range.from, range.to);
    const counted = await this.live.countUsers(organisationId, grain, starts);
    const query = { ...this.archiveRange(range), grain, except: [], dimension: 'user' as const };
    // Both are at most the truth (but for the estimate's error): what one has lost the other may have.
    return Math.max(counted, await this.archive.countValues(query));
  }

  private async read(range: AnalyticsRange, dimension: Dimension, value?: string) {
    const copies = await this.liveCopies(range, dimension);
    const live =
      value === undefined
        ? copies
        : copies.map((copy) => ({ ...copy, cells: copy.cells.filter((cell) => cell.value === value) }));
    const { grain } = range;
    if (grain === 'second') return { live, archived: [] };
    const query = { ...this.archiveRange(range), grain, except: copies, dimension };
    return { live, archived: await this.archive.series(value === undefined ? query : { ...query, value }) };
  }

  /** Asked before the archive: a bucket that is settled in between is then read twice and used once. */
  private async liveCopies(range: AnalyticsRange, dimension: Dimension): Promise<BucketCopy[]> {
    const { organisationId, grain, from, to } = range;
    const first = bucketStart(grain, from);
    const starts =
      grain === 'second'
        ? bucketStarts(grain, from, to)
        : (await this.live.unsettled(organisationId, grain)).filter((start) => start >= first && start < to);
    const names = starts.map((start) => ({ organisationId, grain, start }));
    return names.length === 0 ? [] : this.live.read(names, dimension);
  }

  private archiveRange({ organisationId, grain, from, to }: AnalyticsRange) {
    const last = bucketStart(grain, to - 1);
    return { organisationId, from: bucketStart(grain, from), to: last + GRAIN_MS[grain] };
  }
}
