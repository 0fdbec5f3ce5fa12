import { closePostgresPool, createPostgresPool } from '@app/storage';
import { runEntry } from './run-entry';
import { readReconcileRequest, reconcile } from './usage/command/reconcile-command';
import { withDatabase } from './with-database';

const STATEMENT_MS = 120_000;

/** Entry of `npm run usage:reconcile`: compares a provider's usage export with the ledger. */
void runEntry(async (config) => {
  const request = readReconcileRequest(process.argv.slice(2));
  const { report, agrees } = await withDatabase(config, async (url) => {
    const pool = createPostgresPool({ url, statementTimeoutMs: STATEMENT_MS });
    try {
      return await reconcile(pool, request);
    } finally {
      await closePostgresPool(pool);
    }
  });
  process.stdout.write(report);
  if (!agrees) process.exit(1);
});
