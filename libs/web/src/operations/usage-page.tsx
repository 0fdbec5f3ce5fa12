import { useCallback, useState } from 'react';
import { useStore } from 'zustand';
import { accountStore, hasRole } from '../account/account-store';
import { asFailure } from '../api/api-failure';
import { formatMoney } from '../chat/format-cost';
import { Choice } from '../components/choice';
import { formatCount, formatDuration } from '../reasoning-view/format';
import { readSummary, readTopUsers, type ValueTotals } from './analytics-api';
import { BudgetsPanel } from './budgets-panel';
import { DataTable, type Column } from './data-table';
import { Page, Panel } from './page';
import { StatTile, StatTiles } from './stat-tile';
import { useResource } from './use-resource';
import { WINDOWS, type WindowSeconds } from './windows';

/** As the route of budgets. */
const ROLES_OF_BUDGETS: readonly string[] = ['admin'];

const SUMS: Column<ValueTotals>[] = [
  { title: 'Turns', numeric: true, cell: ({ totals }) => formatCount(totals.requests) },
  { title: 'Errors', numeric: true, cell: ({ totals }) => formatCount(totals.errors) },
  { title: 'Input tokens', numeric: true, cell: ({ totals }) => formatCount(totals.inputTokens) },
  { title: 'Output tokens', numeric: true, cell: ({ totals }) => formatCount(totals.outputTokens) },
  { title: 'of them reasoning', numeric: true, cell: ({ totals }) => formatCount(totals.reasoningTokens) },
  { title: 'Cost', numeric: true, cell: ({ totals }) => formatMoney(totals.costMicroUsd) },
  { title: 'Saved', numeric: true, cell: ({ totals }) => formatMoney(totals.savedMicroUsd) },
];

const LATENCY: Column<ValueTotals> = {
  title: '95 % latency',
  numeric: true,
  cell: ({ latency }) => (latency?.p95Ms === undefined ? '–' : formatDuration(latency.p95Ms)),
};

const named = (title: string): Column<ValueTotals> => ({
  title,
  mono: true,
  cell: ({ value }) => (value === '' ? 'others' : value),
});

/** Tokens and money: of whom, on what, and what the cache saved. */
export default function UsagePage() {
  const [window, setWindow] = useState<WindowSeconds>('86400');
  const load = useCallback(
    async (signal: AbortSignal) => {
      const [summary, users] = await Promise.all([
        readSummary(Number(window), signal),
        // Only operators may see users; everybody else sees their own sums.
        readTopUsers(Number(window), signal).catch((error: unknown) => {
          if (asFailure(error).code === 'forbidden') return undefined;
          throw error;
        }),
      ]);
      return { summary, users: users?.items };
    },
    [window],
  );
  const usage = useResource(load);
  const mayAdminister = useStore(accountStore, ({ account }) => hasRole(account, ROLES_OF_BUDGETS));
  const { summary, users } = usage.data ?? {};
  return (
    <Page
      title="Usage and spend"
      about="What turns used and cost, as providers reported it; estimated where they did not."
      resource={usage}
      tools={<Choice label="Time" value={window} options={WINDOWS} onChoose={setWindow} />}
    >
      {summary !== undefined && (
        <StatTiles>
          <StatTile label="Spent" value={formatMoney(summary.totals.costMicroUsd)} />
          <StatTile label="Saved by the cache" value={formatMoney(summary.totals.savedMicroUsd)} />
          <StatTile label="Input tokens" value={formatCount(summary.totals.inputTokens)} />
          <StatTile
            label="Output tokens"
            value={formatCount(summary.totals.outputTokens)}
            note={`${formatCount(summary.totals.reasoningTokens)} of them reasoning`}
          />
        </StatTiles>
      )}
      {mayAdminister && <BudgetsPanel />}
      <Sums title="By model" rows={summary?.byModel} columns={[named('Model'), ...SUMS, LATENCY]} />
      <Sums title="By user" rows={users} columns={[named('User'), ...SUMS]} />
      <Sums title="By strategy" rows={summary?.byStrategy} columns={[named('Strategy'), ...SUMS]} />
      <Sums title="By outcome" rows={summary?.byOutcome} columns={[named('Outcome'), ...SUMS]} />
    </Page>
  );
}

function Sums({
  title,
  rows,
  columns,
}: {
  title: string;
  rows: ValueTotals[] | undefined;
  columns: Column<ValueTotals>[];
}) {
  if (rows === undefined) return null;
  return (
    <Panel title={title}>
      <DataTable
        label={title}
        columns={columns}
        rows={rows}
        rowKey={({ value }) => value}
        empty="Nothing in this time."
      />
    </Panel>
  );
}
