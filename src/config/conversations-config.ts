import { resolve } from 'node:path';
import type { SettingValues } from './settings';

const DAY_MS = 86_400_000;

/** How conversations and the reasoning of their answers are kept. A class, so that it can be injected. */
export class ConversationsConfig {
  /** Time between two times that answers in progress are kept, milliseconds. */
  readonly checkpointIntervalMs!: number;
  /** How long the providers' own reasoning is kept to be sent back, milliseconds; 0: not at all. */
  readonly reasoningKeptMs!: number;
  /** What that is sealed with. Undefined: with the secret of the data folder. */
  readonly keySecret: string | undefined;
  /** Absolute path. */
  readonly dataDir!: string;

  constructor(values: ConversationsConfig) {
    Object.assign(this, values);
  }
}

/** The settings of conversations. */
export function conversationsConfig(values: SettingValues): ConversationsConfig {
  return new ConversationsConfig({
    checkpointIntervalMs: values.CONVERSATION_CHECKPOINT_INTERVAL,
    reasoningKeptMs: values.REASONING_LEDGER_DAYS * DAY_MS,
    keySecret: values.KEY_SECRET,
    dataDir: resolve(values.DATA_DIR),
  });
}
