import { eventually } from '../../integration/storage/store-fixture';
import { BillingUpstream, type Fate } from './billing-upstream';
import { startUsageApp, type UsageApp } from './usage-app';

/** SPEND_CALLS=10000 for the long run. */
const CALLS = Number(process.env['SPEND_CALLS'] ?? 210);
const AT_A_TIME = 20;
const FATES: readonly Fate[] = ['whole', 'stream', 'stream', 'left', 'failed', 'truncated', 'silent-about-usage'];

jest.setTimeout(120_000 + CALLS * 100);

interface Row {
  outcome: string;
  estimated: boolean;
  cost: bigint;
}

describe('the bill', () => {
  let app: UsageApp;
  const provider = new BillingUpstream();

  beforeAll(async () => {
    app = await startUsageApp({ RATE_LIMIT_ENABLED: 'false' });
    app.upstream.answer(provider.answer);
  });
  afterAll(() => app.close());

  /** Asks one question, and leaves when that is its fate. */
  const run = async (number: number, fate: Fate): Promise<void> => {
    provider.plan(number, fate);
    const abort = new AbortController();
    const answer = await app.ask(
      { message: `question ${number}`, stream: fate !== 'whole' && fate !== 'failed' },
      abort.signal,
    );
    expect(answer.status).toBe(fate === 'failed' ? 400 : 200);
    if (fate !== 'left') {
      await answer.text();
      return;
    }
    let seen = 0;
    const leaveAfter = 1 + ((number * 31) % 400);
    try {
      for await (const piece of answer.body!) {
        seen += (piece as Uint8Array).length;
        if (seen >= leaveAfter) abort.abort();
      }
    } catch {
      // that is leaving
    }
  };

  const rows = async (): Promise<Row[]> => {
    const { rows: all } = await app.pool.query<{ outcome: string; estimated: boolean; cost: string }>(
      `SELECT outcome, estimated, coalesce(cost_micro_usd, -1) AS cost FROM stepwise.usage_calls WHERE state = 'settled'
       ORDER BY created_at`,
    );
    return all.map(({ outcome, estimated, cost }) => ({ outcome, estimated, cost: BigInt(cost) }));
  };

  it(`equals the provider's own to the micro-dollar over ${CALLS} mixed calls, estimates apart`, async () => {
    const planned = Array.from({ length: CALLS }, (_, i) => FATES[(i * 2_654_435_761) % FATES.length]!);
    let next = 0;
    await Promise.all(
      Array.from({ length: AT_A_TIME }, async () => {
        while (next < CALLS) {
          const number = next++;
          await run(number, planned[number]!);
        }
      }),
    );
    await eventually(async () => {
      const { rows: open } = await app.pool.query("SELECT FROM stepwise.usage_calls WHERE state = 'reserved'");
      expect(open).toHaveLength(0);
      expect(await rows()).toHaveLength(CALLS);
    });

    const all = await rows();
    const count = (...fates: Fate[]) => planned.filter((fate) => fates.includes(fate)).length;
    const exact = all.filter(({ estimated }) => !estimated);
    const sum = (some: readonly { cost: bigint }[]) => some.reduce((total, { cost }) => total + cost, 0n);
    const billed = [...provider.bill.values()].reduce((total, cost) => total + cost, 0n);
    expect(sum(exact)).toBe(billed);
    const known = exact.filter(({ outcome }) => outcome === 'success').map(({ cost }) => cost);
    const byCost = (a: bigint, b: bigint) => (a < b ? -1 : a > b ? 1 : 0);
    expect(known.sort(byCost)).toEqual([...provider.bill.values()].sort(byCost));

    expect(all.filter(({ outcome }) => outcome === 'cancelled')).toHaveLength(count('left'));
    expect(all.filter(({ outcome }) => outcome === 'error')).toHaveLength(count('failed', 'truncated'));
    expect(all.filter(({ estimated }) => estimated)).toHaveLength(count('left', 'truncated', 'silent-about-usage'));

    const report = await fetch(`${app.running.url}/api/v1/usage`);
    const { rows: reported } = (await report.json()) as { rows: Record<string, number>[] };
    expect(reported).toEqual([
      expect.objectContaining({
        calls: CALLS,
        runningCalls: 0,
        estimatedCalls: count('left', 'truncated', 'silent-about-usage'),
        unpricedCalls: 0,
        costMicroUsd: Number(sum(all)),
        estimatedCostMicroUsd: Number(sum(all) - billed),
      }),
    ]);
  });
});
