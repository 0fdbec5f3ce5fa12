import { integer, seconds } from './setting';

/** How conversations and the reasoning of their answers are kept. */
export const CONVERSATION_SETTINGS = {
  CONVERSATION_CHECKPOINT_INTERVAL: seconds(
    'Time between two times that an answer in progress is kept, seconds: what a crash can cost of it.',
    1,
    20,
    5,
  ),
  REASONING_LEDGER_DAYS: integer(
    "Days that providers' own reasoning (signed, encrypted or plain) is kept, to be sent back in later turns as they demand. 0: not at all.",
    0,
    3_650,
    30,
  ),
} as const;
