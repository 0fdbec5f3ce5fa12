import { ManualClock } from '@app/testing';
import { describeIdempotencyStoreContract } from '../../testing';
import { MemoryIdempotencyStore } from './memory-idempotency-store';

const clock = new ManualClock();
const store = new MemoryIdempotencyStore(clock);

describeIdempotencyStoreContract('memory', () => ({
  store,
  owners: [
    { organisationId: 'org_1', userId: 'user_1' },
    { organisationId: 'org_1', userId: 'user_2' },
  ],
  advance: (ms) => clock.advance(ms),
}));
