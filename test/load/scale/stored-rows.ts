import { closePostgresPool, createPostgresPool, migrate } from '@app/storage';
import type { Pool } from 'pg';
import { fillAudit } from '../store/audit-store';

const STEP = 50_000;
const STATEMENT_MS = 600_000;
const ID_DIGITS = 26;

/** The organisation of everything that is stored. */
export const ORGANISATION = 'org_local';

/** The user who asks in all loads, where so many are stored. */
export const askerOf = (count: number): string => userId(count);

/** The conversations of the user who asks. Everybody else has one at most. */
export const ASKER_CONVERSATIONS = 50;

/** The titles of all conversations begin with it. */
export const TITLE_MARK = 'Ledger';

/** Stands in the answers of one conversation in a hundred of everybody's, and of some of the user who asks. */
export const RARE_WORD = 'heirloom';

/** The conversations of the user who asks in which the rare word stands. */
export const RARE_CONVERSATIONS = 5;

/** The id of a user by number, from 1. */
export function userId(number: number): string {
  return `user_${String(number).padStart(ID_DIGITS, '0')}`;
}

const ID = (prefix: string, number: string) => `'${prefix}_' || lpad((${number})::text, ${ID_DIGITS}, '0')`;
/** Everything was stored within the last ten days, the row with the highest number last. */
const MOMENT = `now() - interval '10 days' * (1 - n::float8 / $3)`;
/** Some twenty words of a vocabulary of 20,011, others in each row. */
const WORDS = `(SELECT string_agg('word' || (n * 31 + k * k * 7919) % 20011, ' ') FROM generate_series(1, 20) AS k)`;
const IS_ASKERS = `n % ($3 / ${ASKER_CONVERSATIONS}) = 0`;
const HAS_RARE_WORD = `CASE WHEN ${IS_ASKERS}
  THEN n / ($3 / ${ASKER_CONVERSATIONS}) % ${ASKER_CONVERSATIONS / RARE_CONVERSATIONS} = 0 ELSE n % 100 = 1 END`;

/** Rows by the numbers from $1 to $2 of $3. */
const ROWS: Readonly<Record<string, string>> = {
  users: `INSERT INTO stepwise.users (id, organisation_id, name, roles, created_at)
    SELECT ${ID('user', 'n')}, '${ORGANISATION}', 'User ' || n, ARRAY['user'], ${MOMENT}
    FROM generate_series($1::bigint, $2::bigint) AS n WHERE $3::bigint > 0`,
  conversations: `INSERT INTO stepwise.conversations
      (id, organisation_id, user_id, title, active_leaf_id, message_count, created_at, updated_at)
    SELECT ${ID('conv', 'n')}, '${ORGANISATION}', ${ID('user', `CASE WHEN ${IS_ASKERS} THEN $3 ELSE n END`)},
      '${TITLE_MARK} ' || n, ${ID('msg', '2 * n')}, 2, ${MOMENT}, ${MOMENT}
    FROM generate_series($1::bigint, $2::bigint) AS n WHERE $3::bigint > 0`,
  questions: `INSERT INTO stepwise.messages (id, conversation_id, seq, role, content, state, created_at)
    SELECT ${ID('msg', '2 * n - 1')}, ${ID('conv', 'n')}, 1, 'user', 'How do I move a standing order? ' || ${WORDS},
      'complete', ${MOMENT}
    FROM generate_series($1::bigint, $2::bigint) AS n WHERE $3::bigint > 0`,
  answers: `INSERT INTO stepwise.messages
      (id, conversation_id, parent_id, seq, role, content, state, answer, created_at)
    SELECT ${ID('msg', '2 * n')}, ${ID('conv', 'n')}, ${ID('msg', '2 * n - 1')}, 2, 'assistant',
      'It moves with the account. ' || ${WORDS} || CASE WHEN ${HAS_RARE_WORD} THEN ' ${RARE_WORD}' ELSE '' END,
      'complete', '{"model":"bench/bench-answer","strategy":"direct"}', ${MOMENT}
    FROM generate_series($1::bigint, $2::bigint) AS n WHERE $3::bigint > 0`,
  'usage records': `INSERT INTO stepwise.usage_calls
      (id, organisation_id, user_id, turn_id, request_id, dialect, strategy, provider, model, state, outcome,
       cost_micro_usd, input_tokens, output_tokens, created_at, settled_at, lease_until)
    SELECT ${ID('call', 'n')}, '${ORGANISATION}', ${ID('user', 'n')}, ${ID('chat', 'n')}, ${ID('req', 'n')}, 'native',
      'direct', 'bench', 'bench-answer', 'settled', 'success', 114, 420, 31, ${MOMENT}, ${MOMENT}, ${MOMENT}
    FROM generate_series($1::bigint, $2::bigint) AS n WHERE $3::bigint > 0`,
};

/** Fills a database with `count` users, conversations of two messages, records of usage and audit entries. */
export async function storeRows(url: string, count: number, say: (text: string) => void): Promise<void> {
  await migrate({ url });
  const pool = createPostgresPool({ url, statementTimeoutMs: STATEMENT_MS });
  try {
    for (const [what, insert] of Object.entries(ROWS)) {
      for (let done = 0; done < count; done += STEP) {
        await pool.query(insert, [done + 1, Math.min(done + STEP, count), count]);
      }
      say(`  ${count} ${what}`);
    }
    await fillAudit(pool, ORGANISATION, count);
    say(`  ${count} audit entries`);
    await settle(pool);
  } finally {
    await closePostgresPool(pool);
  }
}

/** What the database would do by itself sooner or later, and then in the middle of the loads. */
async function settle(pool: Pool): Promise<void> {
  await pool.query('VACUUM (ANALYZE)');
  await pool.query('CHECKPOINT');
}
