import type { Clock } from '@app/kernel';
import type { Budget } from './budget';
import type { Budgets } from './budgets';

/** Until then the budgets of an organisation are taken as they were read. */
const FRESH_MS = 2_000;
/** Until then too, while they are read anew: a change reaches every process in this time. */
const STALE_MS = 5_000;
const MOST_ORGANISATIONS = 10_000;

interface Page {
  budgets: readonly Budget[];
  readAt: number;
  reading: Promise<readonly Budget[]> | undefined;
}

/** The budgets of each organisation in memory, because every call asks for them and few change. */
export class BudgetBook {
  private readonly pages = new Map<string, Page>();

  constructor(
    private readonly budgets: Budgets,
    private readonly clock: Clock,
  ) {}

  /**
   * The budgets as they were at most five seconds ago. While the database is away, those that were read last; rejects with
   * `storage_unavailable` when there are none.
   */
  async of(organisationId: string): Promise<readonly Budget[]> {
    const page = this.pages.get(organisationId);
    if (page === undefined) return this.read(organisationId, undefined);
    const age = this.clock.monotonicMs() - page.readAt;
    if (age < FRESH_MS) return page.budgets;
    const reading = (page.reading ??= this.read(organisationId, page));
    if (age >= STALE_MS) return reading.catch(() => page.budgets); // away: as they were
    reading.catch(() => undefined); // tried again with the next call
    return page.budgets;
  }

  /** Reads them anew for the next call. */
  forget(organisationId: string): void {
    this.pages.delete(organisationId);
  }

  private async read(organisationId: string, page: Page | undefined): Promise<readonly Budget[]> {
    try {
      const budgets = await this.budgets.list(organisationId);
      if (this.pages.size >= MOST_ORGANISATIONS) this.pages.clear();
      this.pages.set(organisationId, { budgets, readAt: this.clock.monotonicMs(), reading: undefined });
      return budgets;
    } finally {
      if (page !== undefined) page.reading = undefined;
    }
  }
}
