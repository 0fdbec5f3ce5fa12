import type { ChatResponse, ReasoningStep, ReasoningTextEvent } from '@app/contracts';

const BETWEEN_STEPS = '\n\n';
const BEFORE_ACTION = 'Action: ';

/** Writes steps as the one text that OpenAI clients know as `reasoning_content`, in the pieces in which it arrives. */
export class ReasoningText {
  private empty = true;
  private readonly started = new Set<string>();
  /** The text that grew last, which is mostly the one that grows next. */
  private last: { index: number; field: 'thought' | 'action' } | undefined;

  /** The text that an event adds; empty when it adds none. */
  add(event: ReasoningTextEvent): string {
    if (event.type !== 'step-delta' || event.text === '') return '';
    const { index, field, text } = event;
    if (this.last?.index === index && this.last.field === field) return text;
    this.last = { index, field };
    const key = `${index}:${field}`;
    const prefix = this.started.has(key) ? '' : this.prefix(index, field);
    this.started.add(key);
    this.empty = false;
    return prefix + text;
  }

  private prefix(index: number, field: 'thought' | 'action'): string {
    const sameStep = this.started.has(`${index}:thought`);
    const separator = this.empty ? '' : sameStep ? '\n' : BETWEEN_STEPS;
    return separator + (field === 'action' ? BEFORE_ACTION : '');
  }
}

/** The steps that led to the answer: of several samples, those of the one that won the vote. */
export function winningSteps({ reasoningSteps = [], vote }: ChatResponse): ReasoningStep[] {
  return vote === undefined ? reasoningSteps : reasoningSteps.filter(({ branch }) => branch === vote.winner);
}

/** The same text for steps that are whole. */
export function reasoningTextOf(steps: readonly ReasoningStep[]): string {
  const text = new ReasoningText();
  let result = '';
  for (const { index, thought, action } of steps) {
    result += text.add({ type: 'step-delta', index, field: 'thought', text: thought });
    result += text.add({ type: 'step-delta', index, field: 'action', text: action ?? '' });
  }
  return result;
}
