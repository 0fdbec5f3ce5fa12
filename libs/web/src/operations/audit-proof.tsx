import styles from './operations.module.css';

/** Body of `GET /api/v1/audit/verify`. */
export interface AuditVerdict {
  ok: boolean;
  checked: number;
  firstSequence: number;
  lastSequence: number;
  checkpoints: number;
  flaw?: { problem: string; sequence: number; message: string };
  publicKey: string;
}

/** What a verification found, with what anybody needs to repeat it. */
export function AuditProof({ verdict }: { verdict: AuditVerdict }) {
  const { ok, checked, firstSequence, lastSequence, checkpoints, flaw, publicKey } = verdict;
  return (
    <section className={styles.proof} data-ok={ok} role="status" aria-label="Verification">
      <strong>{ok ? 'Nothing was changed.' : 'The trail was tampered with.'}</strong>
      {flaw !== undefined && <p>{flaw.message}</p>}
      <dl className={styles.facts}>
        <dt>Entries read</dt>
        <dd>
          {checked} (from {firstSequence} to {lastSequence})
        </dd>
        <dt>Signed checkpoints that agree</dt>
        <dd>{checkpoints}</dd>
      </dl>
      <details>
        <summary>The key that checkpoints are signed with</summary>
        <pre tabIndex={0}>{publicKey}</pre>
      </details>
    </section>
  );
}
