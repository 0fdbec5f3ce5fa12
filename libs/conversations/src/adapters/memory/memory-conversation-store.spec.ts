import { RandomIdGenerator } from '@app/kernel';
import { ManualClock } from '@app/testing';
import { describeConversationStoreContract } from '../../testing';
import { MemoryConversationStore } from './memory-conversation-store';

const clock = new ManualClock();
const store = new MemoryConversationStore(clock, new RandomIdGenerator());

describeConversationStoreContract('memory', () => ({
  store,
  owners: [
    { organisationId: 'org_1', userId: 'user_1' },
    { organisationId: 'org_2', userId: 'user_2' },
  ],
  advance: (ms) => clock.advance(ms),
  now: () => clock.now(),
}));
