import { setTimeout as delay } from 'node:timers/promises';
import { MetricStream, type MetricEntry } from '@app/monitoring';
import { Injectable } from '@nestjs/common';

const EVERY_MS = 500;
const BATCH = 1_000;

/** What a live reader gets: entries, or the news that some are missing. */
export type TailEvent =
  | { type: 'entry'; entry: MetricEntry }
  | { type: 'gap'; id: string; missed: number | 'unknown' }
  | { type: 'ready'; id: string };

/** Follows the metric stream for live readers. */
@Injectable()
export class MetricTail {
  constructor(private readonly stream: MetricStream) {}

  /**
   * From the entry after `lastId` on, without one from now on, until the signal aborts. Tells at once where it begins. A reader that is
   * too slow, or comes back too late, is told how many entries it has missed. While Redis is away nothing comes.
   */
  async *follow(
    lastId: string | undefined,
    wants: (entry: MetricEntry) => boolean,
    signal: AbortSignal,
  ): AsyncGenerator<TailEvent> {
    let last = lastId ?? (await this.stream.newestId());
    yield { type: 'ready', id: last };
    for (;;) {
      const { entries, missed } = await this.stream
        .after(last, BATCH)
        .catch(() => ({ entries: [], missed: 0 as const }));
      if (missed !== 0) {
        last = entries[0]?.id ?? (await this.stream.newestId().catch(() => last));
        yield { type: 'gap', id: last, missed };
      }
      for (const entry of entries) if (wants(entry)) yield { type: 'entry', entry };
      last = entries.at(-1)?.id ?? last;
      if (entries.length < BATCH) await delay(EVERY_MS, undefined, { signal });
    }
  }
}
