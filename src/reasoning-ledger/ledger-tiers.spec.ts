import { MemoryReasoningLedger, type LedgerEntry, type ReasoningLedger } from '@app/reasoning-ledger';
import { ManualClock } from '@app/testing';
import { Logger } from '@nestjs/common';
import type { ConversationsConfig } from '../config/conversations-config';
import type { LedgerMetrics } from './ledger-metrics';
import { LedgerTiers } from './ledger-tiers';

const OWNER = { organisationId: 'org', userId: 'user' };
const KEY = Buffer.from('aa', 'hex');
const OTHER = Buffer.from('bb', 'hex');
const ENTRY: LedgerEntry = { provider: 'openai', model: 'o', blocks: [] };

describe('LedgerTiers', () => {
  const clock = new ManualClock();
  let asked: number;
  let isAway: boolean;
  let found: string[];
  let warnings: number;
  let tiers: LedgerTiers;

  beforeEach(() => {
    asked = 0;
    isAway = false;
    found = [];
    warnings = 0;
    jest.spyOn(Logger.prototype, 'warn').mockImplementation(() => void warnings++);
    const answer = <T>(value: T): Promise<T> => {
      asked++;
      return isAway ? Promise.reject(new Error('away')) : Promise.resolve(value);
    };
    const sql = {
      find: (_: unknown, keys: Buffer[]) =>
        answer(new Map(keys.some((key) => key.equals(OTHER)) ? [['bb', ENTRY]] : [])),
      keep: () => answer(undefined),
    };
    const metrics = { looked: (where: string) => found.push(where), kept: () => undefined };
    tiers = new LedgerTiers(
      new MemoryReasoningLedger(clock, 60_000, 10_000),
      sql as unknown as ReasoningLedger,
      {} as ConversationsConfig,
      metrics as unknown as LedgerMetrics,
      clock,
    );
  });
  afterEach(() => jest.restoreAllMocks());

  it('asks SQL for what memory does not have, and only then', async () => {
    await tiers.keep(OWNER, [KEY], ENTRY);
    asked = 0;

    expect([...(await tiers.find(OWNER, [KEY])).keys()]).toEqual(['aa']);
    expect(asked).toBe(0);
    expect([...(await tiers.find(OWNER, [KEY, OTHER])).keys()]).toEqual(['aa', 'bb']);
    expect(found).toEqual(['memory', 'sql']);
  });

  it('fails nothing while the database is away, asks it once a second and says so once', async () => {
    isAway = true;
    for (let i = 0; i < 3; i++) expect(await tiers.find(OWNER, [OTHER])).toEqual(new Map());
    expect(asked).toBe(1);
    clock.advance(1_000);
    await tiers.find(OWNER, [OTHER]);

    expect(asked).toBe(2);
    expect(warnings).toBe(1);
    expect(new Set(found)).toEqual(new Set(['unavailable']));
  });

  it('has memory before a database that is away', async () => {
    isAway = true;
    await tiers.keep(OWNER, [KEY], ENTRY);

    expect([...(await tiers.find(OWNER, [KEY, OTHER])).keys()]).toEqual(['aa']);
  });

  it('takes the database up again when it is back', async () => {
    isAway = true;
    await tiers.find(OWNER, [OTHER]);
    isAway = false;
    clock.advance(1_000);

    expect([...(await tiers.find(OWNER, [OTHER])).keys()]).toEqual(['bb']);
    expect([...(await tiers.find(OWNER, [OTHER])).keys()]).toEqual(['bb']);
    expect(asked).toBe(3);
  });

  it('asks a minute long no more for what SQL does not have', async () => {
    for (let i = 0; i < 3; i++) expect(await tiers.find(OWNER, [KEY])).toEqual(new Map());
    expect(asked).toBe(1);
    expect(found).toEqual(['none', 'none', 'none']);
    expect(await tiers.find({ ...OWNER, userId: 'other' }, [KEY])).toEqual(new Map());
    expect(asked).toBe(2);
    clock.advance(60_000);
    await tiers.find(OWNER, [KEY]);
    expect(asked).toBe(3);
  });

  it('does not ask for messages of which nothing was to be kept', async () => {
    tiers.keepNothing(OWNER, KEY);
    expect(await tiers.find(OWNER, [KEY])).toEqual(new Map());
    expect(asked).toBe(0);
  });

  it('finds at once what is kept under a key that was absent', async () => {
    await tiers.find(OWNER, [KEY]);
    await tiers.keep(OWNER, [KEY], ENTRY);
    expect([...(await tiers.find(OWNER, [KEY])).keys()]).toEqual(['aa']);
  });
});
