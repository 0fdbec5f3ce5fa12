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
      <strong>{headline(ok, checkpoints)}</strong>
      {ok && checkpoints === 0 && (
        <p>
          No signed checkpoint of this server was compared. Whoever may write to the database could have cut off the end
          of the trail, or made it anew as a whole.
        </p>
      )}
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

/** Without a checkpoint from outside the database, a chain that was made anew as a whole looks like the first one. */
function headline(ok: boolean, checkpoints: number): string {
  if (!ok) return 'The trail was tampered with.';
  return checkpoints > 0 ? 'Nothing was changed.' : 'The entries are consistent with one another.';
}
