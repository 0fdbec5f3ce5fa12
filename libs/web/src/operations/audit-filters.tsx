import { AUDIT_ACTIONS } from '@app/contracts';
import styles from './operations.module.css';

/** What the list is narrowed to; names as in the query of `GET /api/v1/audit`. */
export type AuditFilter = Readonly<Record<string, string>>;

/** Props of {@link AuditFilters}. */
export interface AuditFiltersProps {
  filter: AuditFilter;
  onChange: (filter: AuditFilter) => void;
}

/** Fields that narrow the trail. */
export function AuditFilters({ filter, onChange }: AuditFiltersProps) {
  const change = (name: string, value: string): void => {
    const { [name]: _before, ...others } = filter;
    onChange(value === '' ? others : { ...others, [name]: value });
  };
  return (
    <div className={styles.filters}>
      <label className={styles.field}>
        Action
        <select value={filter['action'] ?? ''} onChange={({ target }) => change('action', target.value)}>
          <option value="">any</option>
          {AUDIT_ACTIONS.map((action) => (
            <option key={action}>{action}</option>
          ))}
        </select>
      </label>
      <label className={styles.field}>
        Result
        <select value={filter['result'] ?? ''} onChange={({ target }) => change('result', target.value)}>
          <option value="">any</option>
          <option value="success">success</option>
          <option value="refused">refused</option>
          <option value="failure">failure</option>
        </select>
      </label>
      <label className={styles.field}>
        User
        <input
          value={filter['userId'] ?? ''}
          placeholder="user_…"
          onChange={({ target }) => change('userId', target.value.trim())}
        />
      </label>
      <label className={styles.field}>
        Since
        <input type="datetime-local" onChange={({ target }) => change('since', toEpochMs(target.value))} />
      </label>
    </div>
  );
}

function toEpochMs(text: string): string {
  const ms = Date.parse(text);
  return Number.isNaN(ms) ? '' : String(ms);
}
