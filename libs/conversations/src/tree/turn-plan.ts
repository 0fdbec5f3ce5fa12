import type { NewMessage } from '@app/contracts';
import type { HistoryMessage } from '../conversation-store';

/** Where a turn goes in the tree. */
export interface TurnPlan {
  /** What is before the new messages, from the first on. */
  before: HistoryMessage[];
  /** The messages to be stored; each follows the one before it. */
  added: NewMessage[];
}
