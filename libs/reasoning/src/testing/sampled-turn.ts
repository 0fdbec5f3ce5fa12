import { ModelError, type ModelDescriptor, type ModelRequest } from '@app/model';
import { ManualClock } from '@app/testing';
import type { ReasoningEvent, ReasoningInput } from '../reasoning-strategy';
import { SelfConsistencyStrategy } from '../strategies/self-consistency/self-consistency-strategy';
import { collect, type CollectedRun } from './collect-run';
import { HandModel } from './hand-model';

/** What is asked. */
export const QUESTION: ModelRequest = { messages: [{ role: 'user', content: 'q' }], stream: true, temperature: 0.7 };
/** A failure after which other samples go on. */
export const OVERLOADED = new ModelError('provider_overloaded', 'm', { provider: 'test', retryable: true });

/** A turn of self-consistency that is read while the test answers its calls. */
export class SampledTurn {
  readonly model: HandModel;
  readonly events: ReasoningEvent[] = [];
  readonly abort = new AbortController();
  readonly done: Promise<void>;

  constructor(input: Partial<ReasoningInput> = {}, descriptor: Partial<ModelDescriptor> = {}) {
    this.model = new HandModel(descriptor);
    const run = new SelfConsistencyStrategy(new ManualClock()).run(
      { model: this.model, request: QUESTION, maxSteps: 10, ...input },
      this.abort.signal,
    );
    this.done = (async () => {
      for await (const event of run) this.events.push(event);
    })();
    this.done.catch(() => undefined);
  }

  /** Answers a call with one thought. */
  answer(branch: number, answer: string, usage: [number, number] = [10, 5]): void {
    this.model.calls[branch]?.say(`Thought: t${branch}\nFinal Answer: ${answer}`).finish(...usage);
  }

  /** Everything that was set off has happened. */
  async settle(): Promise<void> {
    for (let i = 0; i < 50; i++) await new Promise((resolve) => setImmediate(resolve));
  }

  async end(): Promise<CollectedRun> {
    await this.done;
    return collect(this.events);
  }
}
