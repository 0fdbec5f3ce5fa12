import { requestJson } from '../api/http-client';
import { FailureNotice } from '../chat/failure-notice';
import { formatMoney } from '../chat/format-cost';
import { DataTable, type Column } from './data-table';
import { formatTime } from './format-time';
import { Panel } from './page';
import { useResource } from './use-resource';

const EVERY_MS = 10_000;

/** A budget, as `GET /api/v1/budgets` tells it. Money in millionths of a US dollar. */
interface Budget {
  id: string;
  name: string;
  subjectType: string;
  subjectId?: string;
  period: string;
  limitMicroUsd: number;
  /** Absent for a budget that each user or key has by itself. */
  spentMicroUsd?: number;
  reservedMicroUsd?: number;
  resetsAt?: number;
}

const COLUMNS: Column<Budget>[] = [
  { title: 'Budget', cell: ({ name }) => name },
  { title: 'Of', mono: true, cell: (budget) => subjectOf(budget) },
  { title: 'Period', cell: ({ period }) => period },
  { title: 'Spent', numeric: true, cell: ({ spentMicroUsd }) => money(spentMicroUsd) },
  { title: 'In use', numeric: true, cell: ({ reservedMicroUsd }) => money(reservedMicroUsd) },
  { title: 'Limit', numeric: true, cell: ({ limitMicroUsd }) => formatMoney(limitMicroUsd) },
  {
    title: 'Used',
    cell: ({ spentMicroUsd = 0, limitMicroUsd }) => (
      <meter
        min={0}
        max={Math.max(1, limitMicroUsd)}
        high={limitMicroUsd * 0.8}
        value={spentMicroUsd}
        aria-label={`${formatMoney(spentMicroUsd)} of ${formatMoney(limitMicroUsd)}`}
      />
    ),
  },
  { title: 'Anew', cell: ({ resetsAt }) => (resetsAt === undefined ? 'never' : formatTime(resetsAt)) },
];

const load = (signal: AbortSignal): Promise<{ budgets: Budget[] }> => requestJson('/api/v1/budgets', { signal });

/** What may be spent, and how much of it is. */
export function BudgetsPanel() {
  const budgets = useResource(load, EVERY_MS);
  return (
    <Panel title="Budgets">
      {budgets.failure !== undefined && <FailureNotice failure={budgets.failure} onRetry={budgets.reload} />}
      <DataTable
        label="Budgets"
        columns={COLUMNS}
        rows={budgets.data?.budgets ?? []}
        rowKey={({ id }) => id}
        empty="No budget is set: POST /api/v1/budgets sets one."
      />
    </Panel>
  );
}

function money(microUsd: number | undefined): string {
  return microUsd === undefined ? '–' : formatMoney(microUsd);
}

function subjectOf({ subjectType, subjectId }: Budget): string {
  if (subjectType === 'organisation') return 'the organisation';
  return subjectId ?? `each ${subjectType}`;
}
