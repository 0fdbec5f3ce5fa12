import type { BranchEvent, ReasoningTextEvent, VoteReason, VoteResult } from '@app/contracts';
import { AppError, type Clock } from '@app/kernel';
import type { ModelRequest } from '@app/model';
import { EventChannel } from '../../calls/event-channel';
import { TurnBudget } from '../../calls/turn-budget';
import { TurnSteps } from '../../calls/turn-steps';
import type { ReasoningEvent, ReasoningInput, ReasoningStrategy } from '../../reasoning-strategy';
import { Sample } from './sample';
import { sampleOutcome } from './sample-outcome';
import { holdVote, isSettled } from './sample-vote';

/** Events that wait for the reader, over all samples. */
const CHANNEL_CAPACITY = 256;
const DEFAULT_SAMPLES = 5;
/** As many as have to agree before the vote can be settled: with fewer at a time none is saved, with more some are wasted. */
const DEFAULT_PARALLEL = 4;

/** What a sample tells: an event of its reply, the outcome last, or why it failed. */
type Told = { sample: Sample; event: ReasoningEvent } | { sample: Sample; error: Error };

/** One turn of self-consistency: keeps the samples going, and stops them when the answer is settled. */
export class SampleRun {
  private readonly samples: Sample[] = [];
  private readonly pumps: Promise<void>[] = [];
  private readonly steps = new TurnSteps();
  private readonly channel = new EventChannel<Told>(CHANNEL_CAPACITY);
  private readonly budget: TurnBudget;
  private readonly most: number;
  private readonly parallel: number;
  private readonly announced = new Set<Sample>();
  /** True once a sample failed in a way in which every other would: none is started any more. */
  private isHopeless = false;
  private vote: VoteResult;
  private reason: VoteReason | undefined;

  constructor(
    private readonly path: ReasoningStrategy,
    private readonly input: ReasoningInput,
    private readonly signal: AbortSignal,
    private readonly clock: Clock,
  ) {
    this.budget = new TurnBudget(input);
    this.most = input.samples ?? DEFAULT_SAMPLES;
    this.parallel = input.parallelSamples ?? DEFAULT_PARALLEL;
    this.vote = holdVote({ samples: [], most: this.most });
  }

  /** The turn's events, the outcome last. Whoever leaves stops all samples. */
  async *events(): AsyncGenerator<ReasoningEvent> {
    try {
      this.startSamples();
      while (this.reason === undefined) {
        for (const event of this.take(await this.channel.take())) yield event;
      }
      this.throwIfAllFailed();
      for (const event of this.close(this.reason)) yield event;
    } finally {
      this.channel.close();
      for (const sample of this.samples) if (!sample.isOver) sample.cancel();
      await Promise.allSettled(this.pumps);
    }
  }

  private startSamples(): void {
    while (this.samples.length < this.most && this.running.length < this.parallel) {
      // One more, as costly as the costliest so far, has to fit beside those that there are.
      if (this.samples.length > 0 && this.budget.reachedWith(1) !== undefined) return;
      this.start();
    }
  }

  private start(): void {
    const branch = this.samples.length;
    const request = withOwnSeed(this.input.request, branch);
    const meter = this.budget.startCall(request);
    const sample = new Sample(branch, { steps: this.steps, meter, clock: this.clock });
    this.samples.push(sample);
    this.pumps.push(this.pump(sample, request));
  }

  /** Reads one sample to its end. Never rejects. */
  private async pump(sample: Sample, request: ModelRequest): Promise<void> {
    try {
      const signal = AbortSignal.any([this.signal, sample.signal]);
      for await (const event of this.path.run({ ...this.input, request }, signal)) {
        sample.note(event);
        if (!(await this.channel.put({ sample, event })) || event.type === 'outcome') return;
      }
      throw new AppError('internal_error', 'A sample ended without an outcome.');
    } catch (error) {
      await this.channel.put({ sample, error: asError(error) });
    }
  }

  private *take(told: Told): Generator<ReasoningEvent> {
    const { sample } = told;
    if (sample.isOver) return;
    if ('error' in told) {
      yield* this.endSample(sample, told.error);
      return;
    }
    const { event } = told;
    const relayed = sample.take(event);
    if (event.type === 'usage') yield { type: 'usage', usage: this.budget.reported };
    if (relayed !== undefined) yield* this.announce(sample, relayed);
    if (event.type === 'outcome') yield* this.endSample(sample);
    else this.reason = this.budget.reached;
  }

  private *endSample(sample: Sample, error?: Error): Generator<ReasoningEvent> {
    // The caller has left: nothing is left to be voted on.
    if (error !== undefined && this.signal.aborted) throw error;
    const end = sample.end(error);
    // While nobody has said anything the turn may still fail as a whole: then this is told at the end.
    if (error === undefined || this.announced.size > 0) yield* this.announce(sample, end);
    if (sample.vote !== undefined) {
      this.vote = holdVote({ samples: this.samples, most: this.most });
      yield { type: 'vote', vote: this.vote };
    }
    if (error !== undefined && !(error instanceof AppError && error.retryable)) this.isHopeless = true;
    this.reason = this.goOn();
  }

  /** Starts what is to be started; gives the reason when the turn is over instead. */
  private goOn(): VoteReason | undefined {
    const ceiling = this.budget.reached;
    if (ceiling !== undefined) return ceiling;
    const isDone = this.running.length === 0;
    if (isDone && this.samples.length === this.most) return 'all_samples';
    if (isSettled(this.vote)) return 'settled';
    if (this.isHopeless) return isDone ? 'sample_failed' : undefined;
    this.startSamples();
    return this.running.length === 0 ? this.budget.reachedWith(1) : undefined;
  }

  /** The end of the turn: what still runs is stopped, the vote is final, and the winner's answer is the turn's. */
  private *close(reason: VoteReason): Generator<ReasoningEvent> {
    for (const sample of this.running) yield* this.announce(sample, sample.cancel());
    for (const sample of this.samples) if (!this.announced.has(sample)) yield* this.announce(sample, sample.ending);
    this.vote = holdVote({ samples: this.samples, most: this.most, reason });
    yield { type: 'vote', vote: this.vote };
    const outcome = sampleOutcome({ samples: this.samples, vote: this.vote, steps: this.steps, budget: this.budget });
    if (outcome.finalAnswer !== '') yield { type: 'answer-delta', text: outcome.finalAnswer };
    yield { type: 'outcome', outcome };
  }

  /** Tells that a sample has begun, once it has something to tell: until then the turn may still fail as a whole. */
  private *announce(sample: Sample, event?: ReasoningTextEvent | BranchEvent): Generator<ReasoningEvent> {
    if (!this.announced.has(sample)) {
      this.announced.add(sample);
      yield { type: 'branch-start', branch: sample.branch, timestamp: sample.startedAtMs };
    }
    if (event !== undefined) yield event;
  }

  private throwIfAllFailed(): void {
    const errors = this.samples.flatMap(({ error }) => error ?? []);
    if (errors[0] !== undefined && errors.length === this.samples.length) throw errors[0];
  }

  private get running(): Sample[] {
    return this.samples.filter(({ isOver }) => !isOver);
  }
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new AppError('internal_error', 'A sample failed.', { cause: error });
}

/** With one seed for all, every sample would be the same. */
function withOwnSeed(request: ModelRequest, branch: number): ModelRequest {
  if (request.seed === undefined || branch === 0) return request;
  const seed = request.seed + branch;
  return { ...request, seed: Number.isSafeInteger(seed) ? seed : request.seed - branch };
}
