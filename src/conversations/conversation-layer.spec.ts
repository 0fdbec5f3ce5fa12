import { MemoryConversationStore } from '@app/conversations';
import { RandomIdGenerator } from '@app/kernel';
import { ManualClock, ScriptedModel } from '@app/testing';
import { TurnContext, type PlannedTurn, type TurnEvent } from '@app/turn';
import type { AnswersInProgress } from './answers-in-progress';
import { ConversationLayer } from './conversation-layer';
import type { ConversationMetrics } from './conversation-metrics';

const PRINCIPAL = { kind: 'key', organisationId: 'org', userId: 'me', roles: ['user'], limits: {} } as const;
const TURN = {
  id: 'chat_1',
  asked: { conversation: {} },
  model: new ScriptedModel([]),
  strategy: 'direct',
  request: { messages: [{ role: 'user', content: '?' }] },
} as unknown as PlannedTurn;

describe('ConversationLayer', () => {
  it('stores what an answer used that was stopped, also what its calls tell after it', async () => {
    const clock = new ManualClock();
    const store = new MemoryConversationStore(clock, new RandomIdGenerator());
    const answers = { leaseUntilMs: () => clock.now() + 1_000, add: () => undefined, delete: () => undefined };
    const layer = new ConversationLayer(
      store,
      answers as unknown as AnswersInProgress,
      { ended: () => undefined } as unknown as ConversationMetrics,
      clock,
    );
    const never = new AbortController().signal;
    const context = new TurnContext({ requestId: 'r', dialect: 'native', principal: PRINCIPAL }, never);
    const none = (async function* (): AsyncGenerator<TurnEvent> {})();
    await layer.handle(TURN, context, () => Promise.resolve(none));
    const stored = async () => {
      await new Promise(setImmediate);
      return (await store.read(PRINCIPAL, context.stored!.conversationId)).messages.at(-1);
    };

    context.tellCall({ usage: { inputTokens: 12, outputTokens: 9 }, costMicroUsd: 114, estimated: false });
    context.end({ outcome: 'aborted', totalMs: 5 });
    expect(await stored()).toMatchObject({
      state: 'interrupted',
      usage: { inputTokens: 12, outputTokens: 9, costMicroUsd: 114 },
    });
    context.fork(never).tellCall({ usage: { inputTokens: 12, outputTokens: 2 }, costMicroUsd: 44, estimated: true });
    expect((await stored())?.usage).toEqual({ inputTokens: 24, outputTokens: 11, costMicroUsd: 158, estimated: true });
  });
});
