import type { ChatResponse } from '@app/contracts';
import type { TurnEvent } from '@app/turn';

/** The event without anything of the reasoning, or undefined where nothing is left of it. */
export function hideReasoning(event: TurnEvent): TurnEvent | undefined {
  switch (event.type) {
    case 'start':
    case 'answer-delta':
      return event;
    case 'retract':
      return event.answer === true ? { type: 'retract', answer: true } : undefined;
    case 'finish':
      return { ...event, response: withoutReasoning(event.response), opaqueReasoning: [] };
    default:
      return undefined;
  }
}

function withoutReasoning(response: ChatResponse): ChatResponse {
  const { reasoningSteps: _steps, rawResponse: _raw, samples: _samples, vote: _vote, ...rest } = response;
  return rest;
}
