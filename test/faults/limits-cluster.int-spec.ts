import { ProcessRegister, SharedLimitStore } from '@app/limits';
import { redisKey } from '@app/storage';
import { ALICE, call } from '../e2e/limits/limits-app';
import { startApp, type RunningApp } from '../e2e/support/running-app';
import { eventually } from '../integration/storage/store-fixture';
import { RedisCluster } from '../redis-servers/redis-cluster';

jest.setTimeout(240_000);

const LIMIT = 200;
const PROCESSES = 4;
const RATE = redisKey('org_local/user_bootstrap', 'rate', 'requests:read');

describe('limits on a Cluster of three masters and three replicas', () => {
  let cluster: RedisCluster;
  let apps: RunningApp[];

  beforeEach(async () => {
    cluster = await RedisCluster.start({ replicas: 1 });
    const env = {
      API_KEYS: ALICE,
      RATE_LIMIT_ENABLED: 'auto',
      RATE_LIMIT_REQUESTS: String(LIMIT),
      RATE_LIMIT_WINDOW: '86400',
      RUN_JOBS: 'false',
      REDIS_CLUSTER_NODES: cluster.nodes.map(({ host, port }) => `${host}:${port}`).join(','),
    };
    apps = [];
    for (let i = 0; i < PROCESSES; i++) apps.push(await startApp(env));
    for (const { app } of apps) {
      await eventually(async () => {
        const register = app.get(ProcessRegister, { strict: false });
        await register.report();
        if (register.count < PROCESSES) throw new Error('not yet');
      });
    }
  });
  afterEach(async () => {
    await Promise.all(apps.map((running) => running.close()));
    await cluster.remove();
  });

  /** Asks all servers side by side; gives how many were let in, refused and failed, and by whom it was decided. */
  const ask = async (calls: number) => {
    const ledger = { admitted: 0, refused: 0, other: 0, byShare: 0 };
    const each = Math.ceil(calls / apps.length);
    await Promise.all(
      apps.map(async (app) => {
        for (let i = 0; i < each; i++) {
          const { status, headers } = await call(app, '/api/v1/me');
          ledger[status === 200 ? 'admitted' : status === 429 ? 'refused' : 'other']++;
          if (headers.get('x-ratelimit-degraded') !== null) ledger.byShare++;
        }
      }),
    );
    return ledger;
  };

  it('let in exactly the limit, and refuse nobody below it', async () => {
    expect(await ask(LIMIT * 0.94)).toEqual({ admitted: LIMIT * 0.94, refused: 0, other: 0, byShare: 0 });
    const { admitted } = await ask(20 * PROCESSES);
    expect(LIMIT * 0.94 + admitted).toBe(LIMIT);
  });

  it('let in at most two in a hundred too many while the master of the caller is killed', async () => {
    let admitted = (await ask(80)).admitted;
    expect(admitted).toBe(80);
    const master = cluster.masterOf(RATE);
    await master.kill();
    for (let isBack = false; !isBack;) {
      const ledger = await ask(40);
      admitted += ledger.admitted;
      expect(ledger.other).toBe(0);
      isBack = ledger.byShare === 0;
    }
    for (const { app } of apps) await app.get(SharedLimitStore, { strict: false }).repay();
    admitted += (await ask(400)).admitted;
    expect(admitted).toBeLessThanOrEqual(LIMIT * 1.02);
    expect(admitted).toBeGreaterThanOrEqual(LIMIT * 0.95);
  });
});
