import type { NewMessage } from '@app/contracts';
import type { ConversationOwner, ConversationStore, TurnBegin } from '../conversation-store';

/** What a suite runs on. */
export interface ContractStore {
  store: ConversationStore;
  /** Two users that exist, of different organisations. */
  owners: readonly [ConversationOwner, ConversationOwner];
  /** Moves the store's clock. */
  advance: (ms: number) => void;
  now: () => number;
}

/** A message of the user. */
export const say = (content: string): NewMessage => ({ role: 'user', content });
/** An answer. */
export const reply = (content: string): NewMessage => ({ role: 'assistant', content });
/** A turn that asks this. */
export const ask = (content: string, more: Partial<TurnBegin> = {}): TurnBegin => ({
  messages: [say(content)],
  chatId: `chat_${content}`,
  leaseUntilMs: Number.MAX_SAFE_INTEGER / 1_000_000,
  ...more,
});
