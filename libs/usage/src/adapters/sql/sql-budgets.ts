import { AppError } from '@app/kernel';
import { brokenUnique, budgets, type SqlDatabase, type SqlExecutor } from '@app/storage';
import { and, asc, eq, sql, type SQL } from 'drizzle-orm';
import type { Budget, BudgetCounter } from '../../budget';
import type { BudgetDecision, CounterTruth } from '../../budget-counters';
import { Budgets, type BudgetChange } from '../../budgets';
import type { UsageCall } from '../../usage-call';
import { writeOperations } from './ledger-operations';

type BudgetRow = typeof budgets.$inferSelect;

interface SumRow extends Record<string, unknown> {
  spent: string;
  open: { callId: string; microUsd: number }[] | null;
}

/** Budgets in Postgres. */
export class SqlBudgets extends Budgets {
  constructor(private readonly database: SqlDatabase) {
    super();
  }

  async list(organisationId: string): Promise<Budget[]> {
    const rows = await this.database.read((tx) =>
      tx.select().from(budgets).where(eq(budgets.organisationId, organisationId)).orderBy(asc(budgets.name)),
    );
    return rows.map(toBudget);
  }

  async find(organisationId: string, id: string): Promise<Budget | undefined> {
    const [row] = await this.database.read((tx) => tx.select().from(budgets).where(ownedBy(organisationId, id)));
    return row === undefined ? undefined : toBudget(row);
  }

  async create(budget: Budget): Promise<void> {
    await refuseTwice(this.database.write((tx) => tx.insert(budgets).values(budget)));
  }

  async update(organisationId: string, id: string, change: BudgetChange): Promise<Budget | undefined> {
    const [row] = await refuseTwice(
      this.database.write((tx) =>
        tx
          .update(budgets)
          .set({ ...change, updatedAt: sql`now()` })
          .where(ownedBy(organisationId, id))
          .returning(),
      ),
    );
    return row === undefined ? undefined : toBudget(row);
  }

  async delete(organisationId: string, id: string): Promise<Budget | undefined> {
    const [row] = await this.database.write((tx) => tx.delete(budgets).where(ownedBy(organisationId, id)).returning());
    return row === undefined ? undefined : toBudget(row);
  }

  truthOf(counter: BudgetCounter): Promise<CounterTruth> {
    return this.database.read((tx) => sumOf(tx, counter));
  }

  reserve(call: UsageCall, counters: readonly BudgetCounter[]): Promise<BudgetDecision> {
    return this.database.write(async (tx) => {
      for (const { budget } of [...counters].sort((a, b) => (a.budget.id < b.budget.id ? -1 : 1))) {
        await tx.execute(sql`SELECT FROM stepwise.budgets WHERE id = ${budget.id} FOR UPDATE`);
      }
      for (const counter of counters) {
        const { spentMicroUsd, open } = await sumOf(tx, counter);
        const reservedMicroUsd = open.reduce((sum, { microUsd }) => sum + microUsd, 0);
        if (spentMicroUsd + reservedMicroUsd + call.reservedMicroUsd > counter.budget.limitMicroUsd) {
          return { allowed: false, counter, state: { spentMicroUsd, reservedMicroUsd } };
        }
      }
      await writeOperations(tx, [{ type: 'open', call }]);
      return { allowed: true };
    });
  }
}

/** One statement, so that settled and open calls are of one moment. */
async function sumOf(tx: SqlExecutor, { budget, subject, startsAt, resetsAt }: BudgetCounter): Promise<CounterTruth> {
  const { organisationId, subjectType } = budget;
  const of = (column: 'user_id' | 'key_id'): SQL => sql`AND ${sql.identifier(column)} = ${subject}`;
  const whose = subjectType === 'organisation' ? sql`` : of(subjectType === 'user' ? 'user_id' : 'key_id');
  const from = sql`to_timestamp(${startsAt}::bigint / 1000.0)`;
  const until = resetsAt === undefined ? sql`` : sql`AND created_at < to_timestamp(${resetsAt}::bigint / 1000.0)`;
  const days = resetsAt === undefined ? sql`` : sql`AND day < to_timestamp(${resetsAt}::bigint / 1000.0)::date`;
  const { rows } = await tx.execute<SumRow>(sql`
    SELECT coalesce(sum(cost_micro_usd) FILTER (WHERE state = 'settled'), 0) + (
        SELECT coalesce(sum(cost_micro_usd), 0) FROM stepwise.usage_days
        WHERE organisation_id = ${organisationId} AND day >= (${from} AT TIME ZONE 'UTC')::date ${days} ${whose}) AS spent,
      jsonb_agg(jsonb_build_object('callId', id, 'microUsd', reserved_micro_usd)) FILTER (WHERE state = 'reserved') AS open
    FROM stepwise.usage_calls
    WHERE organisation_id = ${organisationId} AND created_at >= ${from} ${until} ${whose}`);
  return { spentMicroUsd: Number(rows[0]?.spent ?? 0), open: rows[0]?.open ?? [] };
}

function ownedBy(organisationId: string, id: string): SQL | undefined {
  return and(eq(budgets.organisationId, organisationId), eq(budgets.id, id));
}

function toBudget({ id, organisationId, name, subjectType, subjectId, period, limitMicroUsd }: BudgetRow): Budget {
  const subject = subjectId === null ? {} : { subjectId };
  return { id, organisationId, name, subjectType, ...subject, period, limitMicroUsd };
}

async function refuseTwice<T>(write: Promise<T>): Promise<T> {
  try {
    return await write;
  } catch (error) {
    if (brokenUnique(error) === undefined) throw error;
    throw new AppError('conflict', 'There is a budget of this name already. Choose another name.', { param: 'name' });
  }
}
