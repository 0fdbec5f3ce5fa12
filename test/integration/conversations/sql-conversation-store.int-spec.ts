import { SqlConversationStore } from '@app/conversations';
import { describeConversationStoreContract, ask } from '@app/conversations/testing';
import { RandomIdGenerator } from '@app/kernel';
import { closePostgresPool, createPostgresPool, migrate, SqlDatabase } from '@app/storage';
import { ManualClock } from '@app/testing';
import type { Pool } from 'pg';
import { newDatabase, startTestStores, type TestStores } from '../storage/store-fixture';

jest.setTimeout(120_000);

const owners = [
  { organisationId: 'org_1', userId: 'user_1' },
  { organisationId: 'org_2', userId: 'user_2' },
] as const;
const clock = new ManualClock();
let stores: TestStores;
let pool: Pool;
let store: SqlConversationStore;
let database: SqlDatabase;

beforeAll(async () => {
  stores = await startTestStores({ needRedis: false, needPostgres: true });
  const url = await newDatabase(stores.databaseUrl!);
  await migrate({ url });
  pool = createPostgresPool({ url, maxConnections: 20 });
  database = new SqlDatabase(pool);
  store = new SqlConversationStore(database, clock, new RandomIdGenerator());
  for (const { organisationId, userId } of owners) {
    await pool.query('INSERT INTO stepwise.organisations (id, name) VALUES ($1, $1)', [organisationId]);
    await pool.query(`INSERT INTO stepwise.users (id, organisation_id, name, roles) VALUES ($2, $1, $2, '{user}')`, [
      organisationId,
      userId,
    ]);
  }
});
afterAll(async () => {
  await closePostgresPool(pool);
  await stores.remove();
});

describeConversationStoreContract('Postgres', () => ({
  store,
  owners,
  advance: (ms) => clock.advance(ms),
  now: () => clock.now(),
}));

describe('conversations in Postgres', () => {
  it('number their messages without a gap, whatever happens at once', async () => {
    const { id } = await store.create(owners[0], {});
    const work = Array.from({ length: 30 }, (_, at) =>
      at % 3 === 0
        ? store.beginTurn(
            owners[0],
            ask(`${at}`, { conversationId: id, parentId: null, leaseUntilMs: clock.now() + 1_000 }),
          )
        : store.append(owners[0], id, {
            messages: [{ role: 'user', content: `${at}` }],
            ...(at % 3 === 1 && { parentId: null }),
          }),
    );
    await Promise.all(work);
    const { rows } = await pool.query<{ seq: number }>(
      'SELECT seq FROM stepwise.messages WHERE conversation_id = $1 ORDER BY seq',
      [id],
    );
    expect(rows.map(({ seq }) => seq)).toEqual(Array.from({ length: 40 }, (_, at) => at + 1));
    expect((await store.read(owners[0], id)).version).toBe(31);
  });

  it('are read as they were at one moment, while answers end', async () => {
    const { id } = await store.create(owners[0], {});
    const torn: object[] = [];
    for (let turn = 0; turn < 40; turn++) {
      const at = { conversationId: id, leaseUntilMs: clock.now() + 60_000 };
      const { messageId } = await store.beginTurn(owners[0], ask(`read ${turn}`, at));
      const reads = Array.from({ length: 8 }, () => store.read(owners[0], id));
      await store.endTurn(messageId, { state: 'interrupted', content: 'cut', answer: {} });
      for (const { version, messages } of await Promise.all(reads)) {
        const ended = messages.filter(({ state }) => state === 'interrupted').length;
        if (version !== 1 + messages.length / 2 + ended) torn.push({ version, messages: messages.length, ended });
      }
    }
    expect(torn).toEqual([]);
  });

  it('share the unit of work that runs: what is undone there is undone here', async () => {
    const begun = await store.beginTurn(owners[0], ask('unit', { leaseUntilMs: clock.now() + 1_000 }));
    const failing = database.run(async () => {
      await store.endTurn(begun.messageId, { state: 'complete', content: 'done', answer: {} });
      throw new Error('The audit entry could not be written.');
    });
    await expect(failing).rejects.toThrow('audit entry');
    const { messages } = await store.read(owners[0], begun.conversation.id);
    expect(messages[1]).toMatchObject({ state: 'in_progress', content: '' });
  });

  it('go with their user', async () => {
    await pool.query(
      `INSERT INTO stepwise.users (id, organisation_id, name, roles) VALUES ('user_3', 'org_1', 'x', '{user}')`,
    );
    const leaver = { organisationId: 'org_1', userId: 'user_3' };
    const { id } = await store.create(leaver, {
      messages: [
        { role: 'user', content: 'a' },
        { role: 'user', content: 'b' },
      ],
    });
    await pool.query(`DELETE FROM stepwise.users WHERE id = 'user_3'`);
    const { rowCount } = await pool.query('SELECT FROM stepwise.messages WHERE conversation_id = $1', [id]);
    expect(rowCount).toBe(0);
  });

  it('use an index for a page of a list and for what is overdue', async () => {
    const plan = async (query: string) => {
      const { rows } = await pool.query<{ 'QUERY PLAN': string }>(`EXPLAIN ${query}`);
      return rows.map((row) => row['QUERY PLAN']).join('\n');
    };
    await pool.query('SET enable_seqscan = off');
    expect(
      await plan(`SELECT * FROM stepwise.conversations WHERE organisation_id = 'o' AND user_id = 'u'
        AND (updated_at, id) < (now(), 'x') ORDER BY updated_at DESC, id DESC LIMIT 20`),
    ).toMatch(/conversations_of_user(?![\s\S]*Sort)/);
  });
});
