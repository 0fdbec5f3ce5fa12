import type { CacheLayerName, CacheObserver, EntryMeta, KeepResult, MissReason } from '@app/cache';
import { Injectable } from '@nestjs/common';
import { Counter } from 'prom-client';
import { existingMetric } from '../http/metrics/existing-metric';
import { CounterTally, handOverTallies } from '../http/metrics/tally';
import type { BypassReason } from './cache-policy';

const MS_PER_SECOND = 1_000;
const MICRO_PER_DOLLAR = 1_000_000;

/** What is counted, for people and for all processes together. */
export const COUNTED = [
  'hitsMemory',
  'hitsRedis',
  'stale',
  'misses',
  'bypassed',
  'stored',
  'notStored',
  'refreshes',
  'badValues',
  'savedMs',
  'savedMicroUsd',
] as const;

type Counted = (typeof COUNTED)[number];

/** Counts by what is counted. */
export type CacheCounts = Record<Counted, number>;

/** Nothing counted yet. */
export function noCounts(): CacheCounts {
  return Object.fromEntries(COUNTED.map((name) => [name, 0])) as CacheCounts;
}

function counter(name: string, help: string, labelNames: readonly string[] = []): Counter {
  return existingMetric(name, () => new Counter({ name, help, labelNames: [...labelNames], collect: handOverTallies }));
}

/** What the cache does, for Prometheus and for the administration. What the product asks by itself is no request here. Labels come from closed lists. */
@Injectable()
export class CacheMetrics implements CacheObserver {
  /** Since the start of this process. */
  readonly counts = noCounts();
  private readonly requests = counter(
    'stepwise_cache_requests_total',
    'Turns by what the cache gave (hit, stale, miss, bypass), where it was found, and why not.',
    ['result', 'layer', 'reason'],
  );
  private readonly keeps = counter('stepwise_cache_kept_total', 'Answers by whether they were stored.', ['result']);
  private readonly refreshes = counter(
    'stepwise_cache_refreshes_total',
    'Answers that were made anew in the background, or not because too many were.',
    ['outcome'],
  );
  private readonly bad = counter(
    'stepwise_cache_bad_values_total',
    'Stored values that were no answer and were removed.',
  );
  private readonly savedSeconds = counter(
    'stepwise_cache_saved_seconds_total',
    'Time that stored answers once took to make.',
  );
  private readonly savedDollars = counter('stepwise_cache_saved_dollars_total', 'What stored answers once cost.');
  private readonly known = new Map<string, CounterTally>();

  hit({ fillMs, costMicroUsd = 0 }: EntryMeta, layer: CacheLayerName, status: 'hit' | 'stale'): void {
    this.count(status, layer, 'none');
    this.counts[layer === 'memory' ? 'hitsMemory' : 'hitsRedis']++;
    if (status === 'stale') this.counts.stale++;
    this.counts.savedMs += fillMs;
    this.counts.savedMicroUsd += costMicroUsd;
    this.savedSeconds.inc(fillMs / MS_PER_SECOND);
    if (costMicroUsd > 0) this.savedDollars.inc(costMicroUsd / MICRO_PER_DOLLAR);
  }

  miss(reason: MissReason): void {
    this.count('miss', 'none', reason);
    this.counts.misses++;
  }

  kept(result: KeepResult): void {
    this.keeps.inc({ result });
    this.counts[result === 'stored' ? 'stored' : 'notStored']++;
  }

  refreshed(outcome: 'begun' | 'dropped'): void {
    this.refreshes.inc({ outcome });
    this.counts.refreshes++;
  }

  /** The cache took no part. */
  bypassed(reason: BypassReason): void {
    this.count('bypass', 'none', reason);
    this.counts.bypassed++;
  }

  /** A stored value was none of ours. */
  badValue(): void {
    this.bad.inc();
    this.counts.badValues++;
  }

  private count(result: string, layer: string, reason: string): void {
    const name = `${result} ${layer} ${reason}`;
    let known = this.known.get(name);
    if (known === undefined) {
      known = new CounterTally(this.requests, { result, layer, reason });
      this.known.set(name, known);
    }
    known.inc();
  }
}
