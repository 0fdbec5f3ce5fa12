import type { ReasoningStep } from '@app/contracts';
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
  for (const event of events) follow(shown, event);
  return {
    events: [...events],
    outcome: last.outcome,
    shown: { answer: shown.answer, steps: textsOf(Object.values(shown.steps)) },
  };
}

/** The texts of steps as {@link CollectedRun} shows them. */
export function textsOf(steps: readonly Pick<ReasoningStep, 'thought' | 'action'>[]): string[] {
  return steps.map(({ thought, action }) => (action === undefined ? thought : `${thought}|${action}`));
}

interface Shown {
  answer: string;
  /** By index; a place is empty where a branch took a step back while others went on. */
  steps: ShownStep[];
}

interface ShownStep {
  thought: string;
  action?: string;
  branch?: number;
}

function withdraw(steps: ShownStep[], from: number, branch: number | undefined): void {
  for (let i = steps.length - 1; i >= from; i--) {
    if (steps[i]?.branch !== branch) continue;
    if (i === steps.length - 1) steps.length = i;
    else Reflect.deleteProperty(steps, i);
  }
}

function follow(shown: Shown, event: ReasoningEvent): void {
  switch (event.type) {
    case 'step-start':
      shown.steps[event.index] = { thought: '', ...(event.branch === undefined ? {} : { branch: event.branch }) };
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
      if (event.fromStep !== undefined) withdraw(shown.steps, event.fromStep, event.branch);
      break;
    default:
      break;
  }
}
