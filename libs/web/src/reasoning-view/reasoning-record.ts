import type {
  BranchEndEvent,
  BranchEvent,
  ReasoningStep,
  ReasoningTextEvent,
  SampleResult,
  SampleStatus,
  VoteResult,
} from '@app/contracts';

/** One sample as far as it is known: a `SampleResult` of a finished answer, or one that still runs or was stopped with its answer. */
export interface ReasoningSample extends Partial<Omit<SampleResult, 'branch' | 'status'>> {
  branch: number;
  status: SampleStatus | 'running' | 'stopped';
  /** When it was asked, epoch milliseconds. Absent when only its result is known. */
  timestamp?: number;
}

/** What a stream has said so far. Objects that did not change since the last snapshot are the same ones. */
export interface ReasoningSnapshot {
  steps: readonly ReasoningStep[];
  samples: readonly ReasoningSample[];
  vote: VoteResult | undefined;
  answer: string;
}

/** The events that a record is made of. */
export type RecordedEvent = ReasoningTextEvent | BranchEvent;

/**
 * Gathers the events of a chat stream into steps, samples, vote and answer. `apply` costs O(1) per event, except for
 * `retract`; `snapshot` copies the lists and the steps that changed, so call it once per frame and not once per event.
 */
export class ReasoningRecord {
  /** By index; in the order in which steps began. */
  private readonly steps = new Map<number, ReasoningStep>();
  private readonly samples = new Map<number, ReasoningSample>();
  private readonly changed = new Set<number>();
  private vote: VoteResult | undefined;
  private answer = '';

  apply(event: RecordedEvent): void {
    switch (event.type) {
      case 'step-start': {
        const { type: _type, ...step } = event;
        this.steps.set(event.index, { ...step, thought: '' });
        return;
      }
      case 'step-delta':
        this.extend(event.index, event.field, event.text);
        return;
      case 'step-end': {
        const { type: _type, ...end } = event;
        this.change(event.index, (step) => Object.assign(step, end));
        return;
      }
      case 'answer-delta':
        this.answer += event.text;
        return;
      case 'retract':
        if (event.answer === true) this.answer = '';
        if (event.fromStep !== undefined) this.retract(event.fromStep, event.branch);
        return;
      case 'branch-start':
        this.samples.set(event.branch, { branch: event.branch, status: 'running', timestamp: event.timestamp });
        return;
      case 'branch-end':
        this.endSample(event);
        return;
      case 'vote':
        this.vote = event.vote;
    }
  }

  /** Ends the steps and the samples that were cut off. `now` in epoch milliseconds. */
  cutOff(now: number): void {
    for (const sample of this.samples.values()) {
      if (sample.status === 'running') this.samples.set(sample.branch, { ...sample, status: 'stopped' });
    }
    for (const { index, timestamp, durationMs } of this.steps.values()) {
      if (durationMs !== undefined) continue;
      this.change(index, (step) => (step.durationMs = Math.max(0, now - timestamp)));
    }
  }

  snapshot(): ReasoningSnapshot {
    this.changed.clear();
    return {
      steps: [...this.steps.values()],
      samples: [...this.samples.values()].sort((a, b) => a.branch - b.branch),
      vote: this.vote,
      answer: this.answer,
    };
  }

  private extend(index: number, field: 'thought' | 'action', text: string): void {
    this.change(index, (step) => (step[field] = (step[field] ?? '') + text));
  }

  private change(index: number, write: (step: ReasoningStep) => void): void {
    const step = this.steps.get(index);
    if (step === undefined) return; // withdrawn before its last events came
    if (this.changed.has(index)) {
      write(step);
      return;
    }
    // The last snapshot holds the object.
    const copy = { ...step };
    write(copy);
    this.steps.set(index, copy);
    this.changed.add(index);
  }

  private retract(fromStep: number, branch: number | undefined): void {
    for (const step of this.steps.values()) {
      if (step.index >= fromStep && (branch === undefined || step.branch === branch)) this.steps.delete(step.index);
    }
  }

  private endSample({ type: _type, ...end }: BranchEndEvent): void {
    this.samples.set(end.branch, { ...this.samples.get(end.branch), ...end });
  }
}
