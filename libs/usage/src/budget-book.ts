import type { Clock } from '@app/kernel';
import type { Budget } from './budget';
import type { Budgets } from './budgets';

/** Until then the budgets of an organisation are taken as they were read. */
const FRESH_MS = 2_000;
/** Until then too, while they are read anew: a change reaches every process in this time. */
const STALE_MS = 5_000;
/** Time for which a database that did not answer is not asked again by calls that cannot do without it. */
const AWAY_MS = 1_000;
const MOST_ORGANISATIONS = 10_000;

interface Page {
  /** Undefined: never read. */
  budgets: readonly Budget[] | undefined;
  readAt: number;
  reading: Promise<readonly Budget[]> | undefined;
  /** Why they could not be read, and when that was. */
  failure: { error: unknown; at: number } | undefined;
}

/** The budgets of each organisation in memory, because every call asks for them and few change. */
export class BudgetBook {
  private readonly pages = new Map<string, Page>();

  constructor(
    private readonly budgets: Budgets,
    private readonly clock: Clock,
  ) {}

  /**
   * The budgets as they were at most five seconds ago; calls at the same time share one reading. While the database is away, those
   * that were read last; rejects with `storage_unavailable` when there are none, at once for a second after it was found away.
   */
  async of(organisationId: string): Promise<readonly Budget[]> {
    const page = this.pageOf(organisationId);
    const { budgets, failure } = page;
    const now = this.clock.monotonicMs();
    if (budgets !== undefined && now - page.readAt < FRESH_MS) return budgets;
    if (failure !== undefined && now - failure.at < AWAY_MS) {
      if (budgets === undefined) throw failure.error;
      return budgets;
    }
    const reading = (page.reading ??= this.read(organisationId, page));
    if (budgets === undefined) return reading;
    if (now - page.readAt >= STALE_MS) return reading.catch(() => budgets); // away: as they were
    reading.catch(() => undefined); // tried again with a later call
    return budgets;
  }

  /** Reads them anew for the next call. */
  forget(organisationId: string): void {
    this.pages.delete(organisationId);
  }

  private pageOf(organisationId: string): Page {
    let page = this.pages.get(organisationId);
    if (page === undefined) {
      if (this.pages.size >= MOST_ORGANISATIONS) this.pages.clear();
      page = { budgets: undefined, readAt: -Infinity, reading: undefined, failure: undefined };
      this.pages.set(organisationId, page);
    }
    return page;
  }

  private async read(organisationId: string, page: Page): Promise<readonly Budget[]> {
    try {
      page.budgets = await this.budgets.list(organisationId);
      page.readAt = this.clock.monotonicMs();
      page.failure = undefined;
      return page.budgets;
    } catch (error) {
      page.failure = { error, at: this.clock.monotonicMs() };
      throw error;
    } finally {
      page.reading = undefined;
    }
  }
}
