import { randomBytes } from 'node:crypto';
import {
  ATTEMPT_LEASE_MS,
  OUTCOME_KEPT_MS,
  type Claim,
  type ClaimResult,
  type IdempotencyStore,
  type IdempotentRequest,
} from '../idempotency-store';

/** What a suite runs on. */
export interface ContractIdempotency {
  store: IdempotencyStore;
  /** Two users that exist. */
  owners: readonly [IdempotentRequest['owner'], IdempotentRequest['owner']];
  advance: (ms: number) => void;
}

const OUTCOME = { status: 201, headers: { etag: '"1"' }, body: Buffer.from([0, 255, 10, 13]) };

/** What every {@link IdempotencyStore} does. */
export function describeIdempotencyStoreContract(name: string, open: () => ContractIdempotency): void {
  describe(`idempotency keys in ${name}`, () => {
    describeClaims(open);
    describeEnds(open);
  });
}

function requestOf({ owners }: ContractIdempotency, owner = owners[0]): IdempotentRequest {
  return { owner, key: randomBytes(32), fingerprint: randomBytes(32), sealKey: randomBytes(32) };
}

function claimed(result: ClaimResult | undefined): Claim {
  if (result?.type !== 'claimed') throw new Error(`It is ${result?.type ?? 'nothing'}.`);
  return result.claim;
}

function describeClaims(open: () => ContractIdempotency): void {
  it('let one of many equal requests through, and give all the outcome of that one', async () => {
    const { store } = open();
    const asked = requestOf(open());
    const results = await Promise.all(Array.from({ length: 50 }, () => store.claim(asked)));
    const winners = results.filter(({ type }) => type === 'claimed');
    expect(winners).toHaveLength(1);
    expect(results.filter(({ type }) => type === 'in_flight')).toHaveLength(49);
    await store.complete(claimed(winners[0]), OUTCOME);
    expect(await store.claim(asked)).toEqual({ type: 'done', outcome: OUTCOME });
  });

  it('refuse another request under the same key', async () => {
    const { store } = open();
    const asked = requestOf(open());
    const claim = claimed(await store.claim(asked));
    const other = { ...asked, fingerprint: randomBytes(32) };
    expect(await store.claim(other)).toEqual({ type: 'other_request' });
    await store.complete(claim, OUTCOME);
    expect(await store.claim(other)).toEqual({ type: 'other_request' });
  });
}

function describeEnds(open: () => ContractIdempotency): void {
  it('are free after a failure, also for another request, and know the same one again', async () => {
    const { store } = open();
    const asked = requestOf(open());
    const first = claimed(await store.claim(asked));
    await store.release(first);
    const again = claimed(await store.claim(asked));
    expect(again.series).toEqual(first.series);
    await store.complete(first, OUTCOME); // too late: the attempt is over
    expect(await store.claim(asked)).toEqual({ type: 'in_flight' });
    await store.release(again);
    const other = claimed(await store.claim({ ...asked, fingerprint: randomBytes(32) }));
    expect(other.series).not.toEqual(first.series);
  });

  it('are not stuck when their process dies', async () => {
    const { store, advance } = open();
    const asked = requestOf(open());
    const dead = claimed(await store.claim(asked));
    advance(ATTEMPT_LEASE_MS - 1);
    await store.renew([dead]);
    advance(ATTEMPT_LEASE_MS - 1);
    expect(await store.claim(asked)).toEqual({ type: 'in_flight' });
    advance(1);
    expect(claimed(await store.claim(asked)).series).toEqual(dead.series);
  });

  it('are forgotten with their user, and an attempt that runs then leaves nothing', async () => {
    const { store, owners } = open();
    const [asked, running] = [requestOf(open()), requestOf(open())];
    const others = requestOf(open(), owners[1]);
    await store.complete(claimed(await store.claim(asked)), OUTCOME);
    await store.complete(claimed(await store.claim(others)), OUTCOME);
    const claim = claimed(await store.claim(running));
    expect(await store.forget(owners[0])).toBeGreaterThanOrEqual(2);
    await store.complete(claim, OUTCOME);
    for (const forgotten of [asked, running]) expect(await store.claim(forgotten)).toMatchObject({ type: 'claimed' });
    expect(await store.claim(others)).toMatchObject({ type: 'done' });
  });

  it('are new after a day', async () => {
    const { store, advance } = open();
    const asked = requestOf(open());
    const old = claimed(await store.claim(asked));
    await store.complete(old, OUTCOME);
    advance(OUTCOME_KEPT_MS - 1);
    expect(await store.claim(asked)).toMatchObject({ type: 'done' });
    advance(1);
    expect(claimed(await store.claim({ ...asked, fingerprint: randomBytes(32) })).series).not.toEqual(old.series);
    advance(OUTCOME_KEPT_MS);
    expect(await store.expire()).toBeGreaterThanOrEqual(1);
  });
}
