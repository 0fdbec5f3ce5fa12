import type { SettingValues } from './settings';

/** How conversations are kept. A class, so that it can be injected. */
export class ConversationsConfig {
  /** Time between two times that answers in progress are kept, milliseconds. */
  readonly checkpointIntervalMs: number;

  constructor(values: { checkpointIntervalMs: number }) {
    this.checkpointIntervalMs = values.checkpointIntervalMs;
  }
}

/** The settings of conversations. */
export function conversationsConfig(values: SettingValues): ConversationsConfig {
  return new ConversationsConfig({ checkpointIntervalMs: values.CONVERSATION_CHECKPOINT_INTERVAL });
}
