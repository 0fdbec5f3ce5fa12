import type { GenerationRequest, TextGenerator } from '../inference/text-generator';
import type { FromWorker, TokenBatch } from './messages';

/** Tokens are sent at most this often, milliseconds: a message costs the other side more than a token's text. */
const SEND_EVERY_MS = 8;

/** Runs generations a token at a time, listening for a cancellation after each, and tells what happens. */
export class GenerationLoop {
  private cancelled = 0;

  constructor(
    private readonly generator: TextGenerator,
    private readonly tell: (message: FromWorker) => void,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** Ends the generation of this id, or that of an earlier one, before its next token. */
  cancel(id: number): void {
    this.cancelled = Math.max(this.cancelled, id);
  }

  /** Resolves after the message `end`. Ids grow from request to request. */
  async run(id: number, request: GenerationRequest): Promise<void> {
    const generation = this.generator.generate(request);
    let batch = emptyBatch();
    let sentAt = -Infinity;
    const send = (): void => {
      if (batch.tokens.length > 0) this.tell({ type: 'tokens', id, ...batch });
      batch = emptyBatch();
      sentAt = this.now();
    };
    for (;;) {
      // A turn of the event loop, in which a cancellation arrives.
      await new Promise(setImmediate);
      if (this.cancelled >= id) {
        this.tell({ type: 'end', id, reason: 'cancelled' });
        return;
      }
      const step = generation.next();
      if (step.done === true) {
        send();
        this.tell({ type: 'end', id, reason: step.value });
        return;
      }
      if (step.value.type === 'prompt') this.tell({ type: 'prompt', id, tokens: step.value.tokens });
      if (step.value.type !== 'token') continue;
      batch.text += step.value.text;
      batch.tokens.push(step.value.token);
      batch.logProbs.push(step.value.logProb);
      if (this.now() - sentAt >= SEND_EVERY_MS) send();
    }
  }
}

function emptyBatch(): TokenBatch {
  return { text: '', tokens: [], logProbs: [] };
}
