import type { SettingInForce, SettingList, SettingOrigin } from '@app/contracts';
import { useState } from 'react';
import { requestJson } from '../api/http-client';
import { Badge } from './badge';
import { DataTable, type Column } from './data-table';
import styles from './operations.module.css';
import { Page, Panel } from './page';
import { useResource } from './use-resource';

const ORIGINS: Record<SettingOrigin, { word: string; tone: 'accent' | 'plain' }> = {
  environment: { word: 'environment', tone: 'accent' },
  env_file: { word: '.env', tone: 'accent' },
  default: { word: 'default', tone: 'plain' },
  unset: { word: 'not set', tone: 'plain' },
};

const COLUMNS: Column<SettingInForce>[] = [
  {
    title: 'Setting',
    mono: true,
    cell: ({ name, description }) => (
      <>
        {name}
        <small>{description}</small>
      </>
    ),
  },
  { title: 'Value', mono: true, cell: (setting) => valueOf(setting) },
  { title: 'From', cell: ({ origin }) => <Badge tone={ORIGINS[origin].tone}>{ORIGINS[origin].word}</Badge> },
];

const load = async (signal: AbortSignal): Promise<SettingInForce[]> => {
  const { settings } = await requestJson<SettingList>('/api/v1/settings', { signal });
  return settings;
};

/** The settings in force, with where each value comes from. Secrets are never shown. */
export default function SettingsPage() {
  const settings = useResource(load);
  const [search, setSearch] = useState('');
  const [onlySet, setOnlySet] = useState(false);
  const shown = (settings.data ?? []).filter(
    ({ name, description, origin }) =>
      `${name} ${description}`.toLowerCase().includes(search.toLowerCase()) &&
      (!onlySet || origin === 'environment' || origin === 'env_file'),
  );
  const groups = [...new Set(shown.map(({ group }) => group))];
  return (
    <Page
      title="Settings in force"
      about="Read once when the server starts. Change them in the environment or in .env."
      resource={settings}
    >
      <div className={styles.filters}>
        <label className={styles.field}>
          Search
          <input type="search" value={search} onChange={({ target }) => setSearch(target.value)} />
        </label>
        <label className={styles.check}>
          <input type="checkbox" checked={onlySet} onChange={({ target }) => setOnlySet(target.checked)} />
          Only what was set here
        </label>
      </div>
      {groups.map((group) => (
        <Panel key={group} title={group}>
          <DataTable
            label={`Settings: ${group}`}
            columns={COLUMNS}
            rows={shown.filter((setting) => setting.group === group)}
            rowKey={({ name }) => name}
            empty="None."
          />
        </Panel>
      ))}
      {groups.length === 0 && settings.data !== undefined && <p className={styles.empty}>No setting is like that.</p>}
    </Page>
  );
}

function valueOf({ secret, origin, value }: SettingInForce): string {
  if (origin === 'unset') return '–';
  return secret ? '•••••••• (set, never shown)' : (value ?? '–');
}
