import { ownerScope, PersonalData, PersonalDataRegistry, type DataSubject, type JsonValue } from '@app/kernel';
import { SharedLimitStore } from '@app/limits';
import { Injectable } from '@nestjs/common';
import { LimitPlans } from './limit-plans';
import type { LimitRate } from './limit-rate';

/**
 * The counters among what is kept of a user. They hold numbers alone and end by themselves: those of keys with limits of their own,
 * which are not deleted here, after four windows at the latest.
 */
@Injectable()
export class LimitData extends PersonalData {
  readonly name = 'limits';
  override readonly isInDatabase = false;

  constructor(
    private readonly store: SharedLimitStore,
    private readonly plans: LimitPlans,
    registry: PersonalDataRegistry,
  ) {
    super();
    registry.add(this);
  }

  async *export(subject: DataSubject): AsyncIterable<JsonValue> {
    const rates = this.ratesOf();
    const { rates: states } = await this.store.look(ownerScope(subject), rates, []);
    for (const [index, { name }] of rates.entries()) {
      const state = states[index];
      if (state !== undefined) yield { name, remaining: state.remaining, resetMs: state.resetMs };
    }
  }

  async erase(subject: DataSubject): Promise<number> {
    const rates = this.ratesOf();
    const { rates: states } = await this.store.look(ownerScope(subject), rates, []);
    const used = rates.filter((_, index) => (states[index]?.resetMs ?? 0) > 0);
    const leases = this.plans.ofUsers.concurrency === undefined ? [] : [this.plans.ofUsers.concurrency.name];
    await this.store.reset(
      ownerScope(subject),
      rates.map(({ name }) => name),
      leases,
    );
    return used.length;
  }

  private ratesOf(): LimitRate[] {
    const { requests, tokens } = this.plans.ofUsers;
    return [...Object.values(requests), ...(tokens === undefined ? [] : [tokens])];
  }
}
