import { useCallback, useState } from 'react';
import { useStore } from 'zustand';
import { accountStore, hasRole } from '../account/account-store';
import { asFailure } from '../api/api-failure';
import { formatMoney } from '../chat/format-cost';
import { Choice } from '../components/choice';
import { formatCount, formatDuration } from '../reasoning-view/format';
import { readSummary, readTopUsers, type ValueTotals } from './analytics-api';
import { BudgetsPanel } from './budgets-panel';
import { CostCell, withoutPrice } from './cost-cell';
import { DataTable, type Column } from './data-table';
import { Page, Panel } from './page';
import { isUnpriced, readPricedCalls, type PricedCalls } from './priced-calls';
import { StatTile, StatTiles } from './stat-tile';
import { useResource } from './use-resource';
import { WINDOWS, type WindowSeconds } from './windows';

/** As the route of budgets. */
const ROLES_OF_BUDGETS: readonly string[] = ['admin'];

/** Of a row, how many of its calls have a price. */
type PricedOf = (row: ValueTotals) => PricedCalls | undefined;

const sumsWith = (pricedOf: PricedOf): Column<ValueTotals>[] => [
  { title: 'Turns', numeric: true, cell: ({ totals }) => formatCount(totals.requests) },
  { title: 'Errors', numeric: true, cell: ({ totals }) => formatCount(totals.errors) },
  { title: 'Input tokens', numeric: true, cell: ({ totals }) => formatCount(totals.inputTokens) },
  { title: 'Output tokens', numeric: true, cell: ({ totals }) => formatCount(totals.outputTokens) },
  { title: 'of them reasoning', numeric: true, cell: ({ totals }) => formatCount(totals.reasoningTokens) },
  {
    title: 'Cost',
    numeric: true,
    cell: (row) => <CostCell costMicroUsd={row.totals.costMicroUsd} priced={pricedOf(row)} />,
  },
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
      return { summary, users: users?.items, priced: await readPricedCalls(summary, signal) };
    },
    [window],
  );
  const usage = useResource(load);
  const mayAdminister = useStore(accountStore, ({ account }) => hasRole(account, ROLES_OF_BUDGETS));
  const { summary, users, priced } = usage.data ?? {};
  const by = (group: 'model' | 'strategy' | 'user') => sumsWith(({ value }) => priced?.[group].get(value));
  return (
    <Page
      title="Usage and spend"
      about="What turns used and cost, as providers reported it; estimated where they did not."
      resource={usage}
      tools={<Choice label="Time" value={window} options={WINDOWS} onChoose={setWindow} />}
    >
      {summary !== undefined && (
        <StatTiles>
          <Spent costMicroUsd={summary.totals.costMicroUsd} priced={priced?.all} />
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
      <Sums title="By model" rows={summary?.byModel} columns={[named('Model'), ...by('model'), LATENCY]} />
      <Sums title="By user" rows={users} columns={[named('User'), ...by('user')]} />
      <Sums title="By strategy" rows={summary?.byStrategy} columns={[named('Strategy'), ...by('strategy')]} />
      <Sums
        title="By outcome"
        rows={summary?.byOutcome}
        columns={[named('Outcome'), ...sumsWith(outcomeOf(priced?.all))]}
      />
    </Page>
  );
}

function Spent({ costMicroUsd, priced }: { costMicroUsd: number; priced: PricedCalls | undefined }) {
  const hasGaps = priced !== undefined && priced.unpricedCalls > 0;
  return (
    <StatTile
      label="Spent"
      value={hasGaps && isUnpriced(costMicroUsd, priced) ? '–' : formatMoney(costMicroUsd)}
      note={hasGaps ? withoutPrice(priced) : undefined}
    />
  );
}

/** The ledger knows no outcomes: what used tokens and cost nothing may be of calls without a price, where there are any. */
function outcomeOf(all: PricedCalls | undefined): PricedOf {
  return ({ totals: { costMicroUsd, inputTokens, outputTokens } }) =>
    costMicroUsd === 0 && inputTokens + outputTokens > 0 && all !== undefined
      ? { calls: all.unpricedCalls, unpricedCalls: all.unpricedCalls }
      : undefined;
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
