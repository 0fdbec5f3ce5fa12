import type { TurnContext, TurnFinish } from '@app/turn';
import { toTimings } from './to-chat-response';

/** The last event with what the plan and the layers had to add, and the time of all of it, milliseconds. */
export function completeFinish(
  finish: TurnFinish,
  context: TurnContext,
  warnings: readonly string[],
  totalMs: number,
): TurnFinish {
  const { stored, sessionId } = context;
  const { id, ...rest } = finish.response;
  const response = {
    id,
    ...stored,
    ...(sessionId !== undefined && { sessionId }),
    ...rest,
    warnings: [...warnings, ...context.warnings, ...rest.warnings],
    timings: toTimings(totalMs, rest.timings.upstreamMs),
  };
  return { ...finish, response };
}
