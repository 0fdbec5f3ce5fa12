import type { SessionInfo } from '@app/contracts';
import { ALICE, BOB, call, chat, LimitsFixture } from '../e2e/limits/limits-app';
import { eventually } from '../integration/storage/store-fixture';
import { budgetOf, callOf, settlementOf, SpendingStage } from '../integration/usage/spending-stage';
import type { RedisProcess } from '../redis-servers/redis-process';

jest.setTimeout(120_000);

/** The ways in which Redis loses everything. The servers of the tests keep nothing on disk. */
const LOSSES: [string, (server: RedisProcess) => Promise<unknown>][] = [
  [
    'emptied by FLUSHALL',
    async (server) => {
      const direct = server.client();
      await direct.flushall();
      direct.disconnect();
    },
  ],
  [
    'started again without appendonly',
    async (server) => {
      await server.kill();
      await server.startAgain();
    },
  ],
];

describe('budgets when Redis lost everything', () => {
  let stage: SpendingStage;

  beforeAll(async () => (stage = await SpendingStage.start()));
  afterAll(() => stage.remove());
  beforeEach(() => stage.open());
  afterEach(() => stage.close());

  it.each(LOSSES)('F11 %s: what was spent and reserved is known before anything is allowed', async (_, lose) => {
    await stage.budgets.create(budgetOf());
    const first = await stage.begin(callOf({ reservedMicroUsd: 400 }));
    const second = await stage.begin(callOf({ reservedMicroUsd: 500 }));
    first.settle(settlementOf(300));
    await eventually(() => expect(stage.spending.openCalls).toHaveLength(1));
    await lose(stage.server);
    await eventually(() => stage.redis.command('PING'));
    await expect(stage.begin(callOf({ reservedMicroUsd: 201 }))).rejects.toThrow('budget');
    const counter = await stage.todaysCounter();
    expect(await stage.counters.read([counter])).toEqual([{ spentMicroUsd: 300, reservedMicroUsd: 500 }]);
    // What was reserved before is settled after, once.
    second.settle(settlementOf(450));
    await stage.settled();
    expect(await stage.counters.read([counter])).toEqual([{ spentMicroUsd: 750, reservedMicroUsd: 0 }]);
    await lose(stage.server);
    await eventually(() => stage.redis.command('PING'));
    expect(await stage.counters.read([counter])).toEqual([{ spentMicroUsd: 750, reservedMicroUsd: 0 }]);
    expect(await stage.spent()).toBe(750);
  });
});

describe('sessions when Redis lost everything', () => {
  let fixture: LimitsFixture;

  beforeAll(async () => (fixture = await LimitsFixture.start()));
  afterEach(() => fixture.closeApps());
  afterAll(() => fixture.stop());

  it.each(LOSSES)('F11 %s: a session is refused with 401 and nobody gets that of another', async (_, lose) => {
    const app = await fixture.app();
    const open = async (key: string) =>
      (await (await call(app, '/api/v1/sessions', { method: 'POST', key })).json()) as SessionInfo;
    const { id } = await open(ALICE);
    expect((await chat(app, { sessionId: id })).status).toBe(200);
    await lose(fixture.server);
    await eventually(async () => expect((await chat(app, { sessionId: id })).status).toBe(401));
    const other = await open(BOB);
    expect(other.id).not.toBe(id);
    expect((await chat(app, { sessionId: id })).status).toBe(401);
    const list = (await (await call(app, '/api/v1/sessions')).json()) as { sessions: SessionInfo[] };
    expect(list.sessions.map((session) => session.id)).toEqual([other.id]);
  });
});
