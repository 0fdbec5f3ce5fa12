import { randomUUID } from 'node:crypto';
import { redisKey, type RedisStore } from '@app/storage';
import type { BudgetCounter } from '../../budget';
import { BudgetCounters, type BudgetDecision, type CounterState, type ReadTruth } from '../../budget-counters';
import { CONFIRM, REBUILD, RESERVE, SETTLE, START_REBUILD } from './budget-scripts';

/** After this a counter is rebuilt from the ledger whatever it stands at: nothing that went wrong lasts longer. */
const LIFE_MS = 600_000;
/** Of notes and marks. Longer than a rebuilding takes from its reading to its writing. */
const NOTE_MS = 60_000;
/** A counter may be lost again between its rebuilding and its use. */
const MAX_ATTEMPTS = 5;

/**
 * Budget counters in Redis: one script for each decision; all counters of an organisation lie on one node. What Redis knew before it, or a
 * node of its Cluster, was away is rebuilt: a replica that became the master may have missed the last of it.
 */
export class RedisBudgetCounters extends BudgetCounters {
  private backAtMs = -Infinity;

  /** @param nowMs monotonic milliseconds. */
  constructor(
    private readonly redis: RedisStore,
    private readonly truth: ReadTruth,
    private readonly nowMs: () => number = () => performance.now(),
  ) {
    super();
    redis.onPossibleLoss(() => (this.backAtMs = this.nowMs()));
  }

  async reserve(callId: string, microUsd: number, counters: readonly BudgetCounter[]): Promise<BudgetDecision> {
    const keys = counters.map(keyOf);
    const limits = counters.map(({ budget }) => budget.limitMicroUsd);
    for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt++) {
      const args = [callId, microUsd, this.leastTtlMs(), ...limits];
      const [code, ...rest] = (await this.redis.run({ script: RESERVE, keys, args })) as number[];
      if (code === 1) return { allowed: true };
      if (code === 0) return refusal(counters, rest);
      await this.rebuild(counters, rest);
    }
    throw vanishing();
  }

  async confirm(callId: string, microUsd: number, counters: readonly BudgetCounter[]): Promise<void> {
    const keys = counters.map(keyOf);
    for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt++) {
      const args = [callId, microUsd, this.leastTtlMs()];
      const missing = (await this.redis.run({ script: CONFIRM, keys, args })) as number[];
      if (missing.length === 0) return;
      await this.rebuild(counters, missing);
    }
    throw vanishing();
  }

  async settle(callId: string, microUsd: number, counters: readonly BudgetCounter[]): Promise<void> {
    const [first] = counters;
    if (first === undefined) return;
    const keys = [...counters.map(keyOf), noteOf(first.budget.organisationId, callId)];
    await this.redis.run({ script: SETTLE, keys, args: [callId, microUsd, NOTE_MS] });
  }

  read(counters: readonly BudgetCounter[]): Promise<CounterState[]> {
    return Promise.all(counters.map((counter) => this.readOne(counter)));
  }

  async forget(counters: readonly BudgetCounter[]): Promise<void> {
    const keys = counters.flatMap((counter) => [keyOf(counter), markOf(counter)]);
    await this.redis.bulk(keys.map((key) => ({ name: 'UNLINK', key })));
  }

  /** What is left of the life of a counter that was rebuilt when Redis came back; one with less was rebuilt before. */
  private leastTtlMs(): number {
    return Math.max(0, Math.floor(LIFE_MS - (this.nowMs() - this.backAtMs)));
  }

  private async readOne(counter: BudgetCounter): Promise<CounterState> {
    for (let attempt = 1; ; attempt++) {
      const fields = (await this.redis.command('HMGET', keyOf(counter), 's', 'r')) as (string | null)[];
      const [spent, reserved] = fields.map((field) => (field === null ? undefined : Number(field)));
      if (spent !== undefined) return { spentMicroUsd: spent, reservedMicroUsd: reserved ?? 0 };
      if (attempt === MAX_ATTEMPTS) throw vanishing();
      await this.rebuild([counter], [1]);
    }
  }

  /**
   * Rebuilds the counters at these places, from 1, from what the ledger has now. A counter that is lost again before it is written
   * stays missing: what was read may lack a call that was confirmed meanwhile.
   */
  private async rebuild(counters: readonly BudgetCounter[], places: readonly number[]): Promise<void> {
    for (const place of places) {
      const counter = counters[place - 1];
      if (counter === undefined) continue;
      const keys = [keyOf(counter), markOf(counter)];
      const startedAt = this.nowMs();
      const mark = await this.redis.run({ script: START_REBUILD, keys, args: [randomUUID(), NOTE_MS] });
      if (typeof mark !== 'string') continue;
      const { spentMicroUsd, open } = await this.truth(counter);
      const notes = open.map(({ callId }) => noteOf(counter.budget.organisationId, callId));
      const calls = open.flatMap(({ callId, microUsd }) => [callId, microUsd]);
      // A reading that began before Redis was away counts as old.
      const lifeMs = Math.floor(LIFE_MS - (this.nowMs() - startedAt));
      await this.redis.run({
        script: REBUILD,
        keys: [...keys, ...notes],
        args: [mark, spentMicroUsd, Math.max(1, lifeMs), ...calls],
      });
    }
  }
}

function refusal(counters: readonly BudgetCounter[], [place = 1, spent = 0, reserved = 0]: number[]): BudgetDecision {
  const counter = counters[place - 1];
  if (counter === undefined) throw new Error('The script named a counter that was not asked for.');
  return { allowed: false, counter, state: { spentMicroUsd: spent, reservedMicroUsd: reserved } };
}

function vanishing(): Error {
  return new Error('The counters of the budgets vanish faster than they are rebuilt.');
}

function keyOf({ budget, subject, startsAt }: BudgetCounter): string {
  return redisKey(budget.organisationId, 'budget', budget.id, subject, String(startsAt));
}

/** Stands while the counter is missing and is being rebuilt. */
function markOf({ budget, subject, startsAt }: BudgetCounter): string {
  return redisKey(budget.organisationId, 'budget-rebuild', budget.id, subject, String(startsAt));
}

function noteOf(organisationId: string, callId: string): string {
  return redisKey(organisationId, 'budget-settled', callId);
}
