import type { ModelInfo } from '@app/contracts';
import { listModels } from '../api/chat-api';
import { formatCount } from '../reasoning-view/format';
import { Badge } from './badge';
import { DataTable, type Column } from './data-table';
import { Page, Panel } from './page';
import { StatTile, StatTiles } from './stat-tile';
import { useResource } from './use-resource';

const EVERY_MS = 30_000;

const COLUMNS: Column<ModelInfo>[] = [
  {
    title: 'Model',
    mono: true,
    cell: ({ id, aliases }) => (
      <>
        {id}
        {aliases.length > 0 && <small>also {aliases.join(', ')}</small>}
      </>
    ),
  },
  { title: 'State', cell: (model) => <State {...model} /> },
  { title: 'Reasoning', cell: ({ nativeReasoning }) => (nativeReasoning ? 'native' : 'prompted') },
  { title: 'Tools', cell: ({ tools }) => (tools ? 'yes' : 'no') },
  { title: 'Context', numeric: true, cell: ({ contextWindow }) => tokens(contextWindow) },
  { title: 'Longest reply', numeric: true, cell: ({ maxOutputTokens }) => tokens(maxOutputTokens) },
  { title: 'In, $/M', numeric: true, cell: ({ priceUsdPerMillion: price }) => price?.input ?? '–' },
  { title: 'Out, $/M', numeric: true, cell: ({ priceUsdPerMillion: price }) => price?.output ?? '–' },
];

/** Every model of the catalogue with its provider's state. */
export default function ModelsPage() {
  const models = useResource(listModels, EVERY_MS);
  const list = models.data ?? [];
  const providers = [...new Set(list.map(({ provider }) => provider))];
  const available = list.filter((model) => model.available);
  return (
    <Page title="Models and providers" about="What can be asked, what it can do and what it costs." resource={models}>
      <StatTiles>
        <StatTile label="Models that can answer" value={available.length} note={`of ${list.length}`} />
        <StatTile
          label="Providers set up"
          value={new Set(available.map(({ provider }) => provider)).size}
          note={`of ${providers.length}`}
        />
        <StatTile label="Auto takes" value={list.find((model) => model.default)?.id ?? 'none'} />
      </StatTiles>
      {providers
        .map((provider) => ({ provider, rows: list.filter((model) => model.provider === provider) }))
        .sort((a, b) => Number(b.rows.some(isAvailable)) - Number(a.rows.some(isAvailable)))
        .map(({ provider, rows }) => (
          <Panel key={provider} title={provider}>
            <DataTable
              label={`Models of ${provider}`}
              columns={COLUMNS}
              rows={rows}
              rowKey={({ id }) => id}
              empty="None."
            />
          </Panel>
        ))}
    </Page>
  );
}

const isAvailable = ({ available }: ModelInfo): boolean => available;
const tokens = (count: number | undefined): string => (count === undefined ? '–' : formatCount(count));

function State({ available, providerStatus, default: isDefault }: ModelInfo) {
  if (!available) return <Badge tone="plain">no key</Badge>;
  if (providerStatus === 'key_refused') return <Badge tone="bad">key refused</Badge>;
  if (providerStatus === 'unreachable') return <Badge tone="bad">unreachable</Badge>;
  return <Badge tone={isDefault ? 'accent' : 'good'}>{isDefault ? 'auto' : 'ready'}</Badge>;
}
