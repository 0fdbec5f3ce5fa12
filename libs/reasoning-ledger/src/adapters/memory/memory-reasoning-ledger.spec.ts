import { ManualClock } from '@app/testing';
import { describeReasoningLedgerContract } from '../../testing';
import { MemoryReasoningLedger } from './memory-reasoning-ledger';

const clock = new ManualClock();
const ledger = new MemoryReasoningLedger(clock, 1_000, 10_000_000);

describeReasoningLedgerContract('memory', () => ({
  ledger,
  owners: [
    { organisationId: 'org_1', userId: 'user_1' },
    { organisationId: 'org_2', userId: 'user_2' },
  ],
  keptMs: 1_000,
  advance: (ms) => clock.advance(ms),
}));
