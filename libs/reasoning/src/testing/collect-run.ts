import type { ReasoningStep, ReasoningTextEvent } from '@app/contracts';
import type { ReasoningEvent, ReasoningOutcome } from '../reasoning-strategy';

/** What a run of a strategy came to. */
export interface CollectedRun {
  events: ReasoningEvent[];
  outcome: ReasoningOutcome;
  /** The texts a client would show that followed the events. */
  shown: { answer: string; steps: string[] };
}

/** Follows a run to its end. Throws what the run throws, or when it has no outcome. */
export async function collectRun(run: AsyncIterable<ReasoningEvent>): Promise<CollectedRun> {
  const events: ReasoningEvent[] = [];
  for await (const event of run) events.push(event);
  return collect(events);
}

/** The same for events that are there already. */
export function collect(events: readonly ReasoningEvent[]): CollectedRun {
  const last = events.at(-1);
  if (last?.type !== 'outcome') throw new Error('the last event is no outcome');
  const shown: Shown = { answer: '', steps: [] };
  for (const event of events) if (event.type !== 'usage' && event.type !== 'outcome') follow(shown, event);
  return { events: [...events], outcome: last.outcome, shown: { answer: shown.answer, steps: textsOf(shown.steps) } };
}

/** The texts of steps as {@link CollectedRun} shows them. */
export function textsOf(steps: readonly Pick<ReasoningStep, 'thought' | 'action'>[]): string[] {
  return steps.map(({ thought, action }) => (action === undefined ? thought : `${thought}|${action}`));
}

interface Shown {
  answer: string;
  steps: { thought: string; action?: string }[];
}

function follow(shown: Shown, event: ReasoningTextEvent): void {
  switch (event.type) {
    case 'step-start':
      shown.steps[event.index] = { thought: '' };
      break;
    case 'step-delta': {
      const step = shown.steps[event.index];
      if (step === undefined) throw new Error('a step grew that had not begun');
      step[event.field] = (step[event.field] ?? '') + event.text;
      break;
    }
    case 'answer-delta':
      shown.answer += event.text;
      break;
    case 'retract':
      if (event.answer === true) shown.answer = '';
      if (event.fromStep !== undefined) shown.steps.length = event.fromStep;
      break;
    case 'step-end':
      break;
  }
}
