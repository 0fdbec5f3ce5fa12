import { AppError, type Clock } from '@app/kernel';
import type { ReasoningEvent, ReasoningInput, ReasoningStrategy } from '../../reasoning-strategy';
import { CotStrategy, type CotOptions } from '../cot/cot-strategy';
import { NativeStrategy } from '../native/native-strategy';
import { usesOwnReasoning } from '../own-reasoning';
import { SampleRun } from './sample-run';

/** Temperature of samples where the request and the configuration name none that samples: as in Wang et al. 2022. */
export const SAMPLING_TEMPERATURE = 0.7;

/**
 * Asks the same question several times, in parallel, and takes the answer that most samples agree on (Wang et al. 2022,
 * arXiv:2203.11171), stopping as soon as that is settled (adaptive-consistency, Aggarwal et al. 2023, arXiv:2305.11860).
 * Each sample runs `native` on a model that reasons by itself, unless the effort is `none`, and `cot` on any other. The steps
 * of all samples come live, each with its branch; the answer comes after the vote. A failed sample has no vote; the turn
 * fails when all do. Throws `invalid_parameter` for the temperature 0, at which all samples would be one.
 */
export class SelfConsistencyStrategy implements ReasoningStrategy {
  readonly name = 'self-consistency';
  readonly promptVersion: string;
  private readonly cot: CotStrategy;
  private readonly native: NativeStrategy;

  constructor(
    private readonly clock: Clock,
    options: { cot?: CotOptions } = {},
  ) {
    this.cot = new CotStrategy(clock, options.cot);
    this.native = new NativeStrategy(clock);
    this.promptVersion = this.cot.promptVersion;
  }

  async *run(input: ReasoningInput, signal: AbortSignal): AsyncGenerator<ReasoningEvent> {
    const { model, request } = input;
    if (request.temperature === 0) {
      const message =
        'At temperature 0 all samples of self-consistency are the same. Give a temperature above 0, or none.';
      throw new AppError('invalid_parameter', message, { param: 'temperature' });
    }
    const path = usesOwnReasoning(this.name, model.descriptor, request) ? this.native : this.cot;
    yield* new SampleRun(path, input, signal, this.clock).events();
  }
}
