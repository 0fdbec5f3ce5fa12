import { Download, ShieldCheck } from 'lucide-react';
import { useCallback, useState } from 'react';
import { asFailure, type ApiFailure } from '../api/api-failure';
import { requestJson } from '../api/http-client';
import { FailureNotice } from '../chat/failure-notice';
import { Button } from '../components/button';
import { AuditFilters, type AuditFilter } from './audit-filters';
import { AuditProof, type AuditVerdict } from './audit-proof';
import { Badge } from './badge';
import { DataTable, type Column } from './data-table';
import { formatTime } from './format-time';
import styles from './operations.module.css';
import { Page, Panel } from './page';
import { useResource } from './use-resource';

/** One act, as `GET /api/v1/audit` tells it. */
interface AuditEntry {
  sequence: number;
  at: number;
  actor: { kind: string; userId?: string; keyId?: string };
  action: string;
  target?: { type: string; id: string };
  result: 'success' | 'refused' | 'failure';
  clientAddress?: string;
  details?: Record<string, unknown>;
}

interface AuditPageBody {
  entries: AuditEntry[];
  nextCursor?: string;
}

const COLUMNS: Column<AuditEntry>[] = [
  { title: '#', numeric: true, cell: ({ sequence }) => sequence },
  { title: 'When', cell: ({ at }) => formatTime(at) },
  {
    title: 'Who',
    mono: true,
    cell: ({ actor, clientAddress }) => (
      <>
        {actor.keyId ?? actor.userId ?? actor.kind}
        {clientAddress !== undefined && <small>from {clientAddress}</small>}
      </>
    ),
  },
  { title: 'What', cell: ({ action }) => action },
  {
    title: 'On',
    mono: true,
    wide: true,
    cell: ({ target, details }) => (
      <>
        {target?.id ?? '–'}
        {details !== undefined && <small>{describe(details)}</small>}
      </>
    ),
  },
  { title: 'Result', cell: ({ result }) => <Badge tone={result === 'success' ? 'good' : 'bad'}>{result}</Badge> },
];

/** Who did what: the trail, filtered, and the proof that nobody changed it. */
export default function AuditPage() {
  const [filter, setFilter] = useState<AuditFilter>({});
  const [cursors, setCursors] = useState<readonly string[]>([]);
  const cursor = cursors.at(-1);
  const load = useCallback(
    (signal: AbortSignal) => requestJson<AuditPageBody>(`/api/v1/audit?${queryOf(filter, cursor)}`, { signal }),
    [filter, cursor],
  );
  const trail = useResource(load);
  const { proof, verifying, verify } = useProof();
  return (
    <Page
      title="Audit trail"
      about="Who did what to what. Each entry holds the hash of the one before."
      resource={trail}
      tools={<AuditTools verifying={verifying} onVerify={verify} />}
    >
      {proof instanceof Error && <FailureNotice failure={proof} onRetry={verify} />}
      {proof !== undefined && !(proof instanceof Error) && <AuditProof verdict={proof} />}
      <AuditFilters
        filter={filter}
        onChange={(next) => {
          setFilter(next);
          setCursors([]);
        }}
      />
      <Panel title="Entries">
        <DataTable
          label="Audit entries"
          columns={COLUMNS}
          rows={trail.data?.entries ?? []}
          rowKey={({ sequence }) => sequence}
          empty="No entry is like that."
        />
        <div className={styles.pager}>
          <Button disabled={cursors.length === 0} onClick={() => setCursors(cursors.slice(0, -1))}>
            Newer
          </Button>
          <Button
            disabled={trail.data?.nextCursor === undefined}
            onClick={() => setCursors([...cursors, trail.data?.nextCursor ?? ''])}
          >
            Older
          </Button>
        </div>
      </Panel>
    </Page>
  );
}

/** Has the server verify the trail. */
function useProof(): { proof: AuditVerdict | ApiFailure | undefined; verifying: boolean; verify: () => void } {
  const [proof, setProof] = useState<AuditVerdict | ApiFailure>();
  const [verifying, setVerifying] = useState(false);
  const verify = async (): Promise<void> => {
    setVerifying(true);
    setProof(await requestJson<AuditVerdict>('/api/v1/audit/verify').catch(asFailure));
    setVerifying(false);
  };
  return { proof, verifying, verify: () => void verify() };
}

function AuditTools({ verifying, onVerify }: { verifying: boolean; onVerify: () => void }) {
  return (
    <>
      <a href="/api/v1/audit/export" download className={styles.download}>
        <Download aria-hidden="true" /> Export
      </a>
      <Button look="primary" disabled={verifying} onClick={onVerify}>
        <ShieldCheck aria-hidden="true" /> {verifying ? 'Verifying…' : 'Verify'}
      </Button>
    </>
  );
}

function queryOf(filter: AuditFilter, cursor: string | undefined): string {
  const query = new URLSearchParams({ limit: '50', ...filter });
  if (cursor !== undefined) query.set('cursor', cursor);
  return query.toString();
}

function describe(details: Record<string, unknown>): string {
  return Object.entries(details)
    .map(([name, value]) => `${name}: ${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .join(', ');
}
