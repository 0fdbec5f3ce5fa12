import type { ConversationMessage, ConversationSummary } from '@app/contracts';
import type { ConversationOwner } from '../../conversation-store';

/** A conversation as the memory store keeps it. */
export interface MemoryConversation {
  owner: ConversationOwner;
  summary: ConversationSummary;
  messages: ConversationMessage[];
  /** Until when the answers in progress are promised to be alive, epoch milliseconds, by message. */
  leases: Map<string, number>;
  /** The answers by the keys of their requests. */
  requests: Map<string, string>;
  requestKey: string | undefined;
}
