import type { ResolvedStrategyName } from '@app/contracts';
import type { ChatModel, ModelRequest } from '@app/model';
import type { ChatTurn } from './chat-turn';

/** The numbers a strategy works with: those of the request, else the configured ones. */
export interface TurnSettings {
  readonly maxSteps: number;
  readonly samples: number;
  readonly parallelSamples: number;
  readonly rounds: number;
  /** Tokens that all calls of the turn may use together. Absent: no ceiling. */
  readonly tokenCeiling?: number;
  /** Millionths of a US dollar that all calls may cost together. Absent: no ceiling. */
  readonly costCeilingMicroUsd?: number;
}

/**
 * A turn with everything decided that decides its answer. A layer that changes a turn hands a changed copy to the next one;
 * it never changes the one it was given.
 */
export interface PlannedTurn {
  /** Id of the answer, such as `chat_01hq…`. */
  readonly id: string;
  /** What was asked for, before defaults and names were resolved. */
  readonly asked: ChatTurn;
  /** Who will answer, without the layers around its calls. */
  readonly model: ChatModel;
  readonly strategy: ResolvedStrategyName;
  /** Changes whenever what the strategy adds to the request does. */
  readonly promptVersion: string;
  readonly settings: TurnSettings;
  /** Messages and parameters, temperature and effort resolved, before the strategy adds its prompt. */
  readonly request: ModelRequest;
}
