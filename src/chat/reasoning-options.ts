import type { ChatRequest } from '@app/contracts';
import type { ChatTurn } from '@app/turn';

type ReasoningOptions = NonNullable<ChatRequest['reasoning']>;

/** The part of a turn that `reasoning` says, the same in every dialect; the effort is part of the model's request. */
export function readReasoning(reasoning: ReasoningOptions): Omit<ChatTurn, 'model' | 'request'> {
  const { strategy, effort: _effort, ...options } = reasoning;
  return { strategy: strategy ?? 'auto', ...given(options) };
}

/** Without the fields that are undefined: a body that was made an object of its class may hold them. */
function given<T extends object>(options: T): { [Name in keyof T]?: Exclude<T[Name], undefined> } {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as {
    [Name in keyof T]?: Exclude<T[Name], undefined>;
  };
}
