import type { ReasoningStep, StepKind, StepSource } from '@app/contracts';
import { flattenText, type Clock } from '@app/kernel';
import type { Moment, ReplySink } from '../parse/reply-sink';
import type { ReasoningEvent } from '../reasoning-strategy';

/** A step of a long stream is a tree of so many pieces at most, which take 32 bytes each. */
const PIECES_BEFORE_FLAT = 1_024;

/** How a {@link StepRecorder} records. */
export interface RecorderOptions {
  clock: Clock;
  /** True for a streamed reply. Steps of a reply that came whole have no duration. */
  timed: boolean;
  /** Most prompted steps that are taken. Default: no limit. */
  maxPromptedSteps?: number | undefined;
}

/**
 * Keeps the steps, and the events that tell of them and of the answer. Native blocks and the parser's steps share one
 * numbering, in the order in which they begin.
 */
export class StepRecorder implements ReplySink {
  readonly steps: ReasoningStep[] = [];
  private events: ReasoningEvent[] = [];
  private spare: ReasoningEvent[] = [];
  private readonly begunMs: number[] = [];
  /** For each of the parser's steps, its place in `steps`. */
  private readonly parsed: number[] = [];
  private prompted = 0;
  private pieces = 0;

  constructor(private readonly options: RecorderOptions) {}

  /** The events since the last call. The list is used again by the call after the next. */
  takeEvents(): ReasoningEvent[] {
    const taken = this.events;
    this.spare.length = 0;
    this.events = this.spare;
    this.spare = taken;
    return taken;
  }

  moment(): Moment {
    const { clock } = this.options;
    return { epochMs: clock.now(), monotonicMs: clock.monotonicMs() };
  }

  beginStep(kind: StepKind | undefined, native: boolean, begun: Moment): boolean {
    if (!native) {
      if (this.prompted >= (this.options.maxPromptedSteps ?? Infinity)) return false;
      this.prompted++;
    }
    this.parsed.push(this.steps.length);
    this.start(native ? 'native' : 'prompted', kind, begun);
    return true;
  }

  stepText(field: 'thought' | 'action', text: string): void {
    const index = this.parsed.at(-1);
    if (index !== undefined) this.grow(index, field, text);
  }

  endStep(confidence: number | undefined, ended: Moment): void {
    const index = this.parsed.at(-1);
    if (index !== undefined) this.finish(index, ended, { confidence });
  }

  answerText(text: string): void {
    this.events.push({ type: 'answer-delta', text });
  }

  retract(fromStep: number | undefined, answer: boolean): void {
    const from = fromStep === undefined ? undefined : this.parsed[fromStep];
    this.events.push({
      type: 'retract',
      ...(from === undefined ? {} : { fromStep: from }),
      ...(answer ? { answer: true as const } : {}),
    });
    if (from !== undefined && fromStep !== undefined) this.withdraw(fromStep, from);
  }

  /** Begins a step of the model's own reasoning; returns its index. */
  beginNative(kind: StepKind | undefined, begun: Moment): number {
    this.start('native', kind, begun);
    return this.steps.length - 1;
  }

  /** More text of a native step. */
  nativeText(index: number, text: string): void {
    this.grow(index, 'thought', text);
  }

  /** Ends a native step. */
  endNative(index: number, ended: Moment, redacted: boolean): void {
    this.finish(index, ended, { redacted });
  }

  /** Adds an event that is about no step. */
  tell(event: ReasoningEvent): void {
    this.events.push(event);
  }

  private start(source: StepSource, kind: StepKind | undefined, begun: Moment): void {
    const index = this.steps.length;
    const timestamp = begun.epochMs;
    const kinds = kind === undefined ? {} : { kind };
    this.steps.push({ index, thought: '', ...kinds, timestamp, source });
    this.begunMs[index] = begun.monotonicMs;
    this.events.push({ type: 'step-start', index, source, ...kinds, timestamp });
  }

  private grow(index: number, field: 'thought' | 'action', text: string): void {
    const step = this.steps[index];
    if (step === undefined) return;
    const grown = (step[field] ?? '') + text;
    step[field] = grown;
    if (++this.pieces % PIECES_BEFORE_FLAT === 0) flattenText(grown);
    this.events.push({ type: 'step-delta', index, field, text });
  }

  private finish(index: number, ended: Moment, more: { confidence?: number | undefined; redacted?: boolean }): void {
    const step = this.steps[index];
    if (step === undefined) return;
    const details: Pick<ReasoningStep, 'confidence' | 'confidenceSource' | 'durationMs' | 'redacted'> = {};
    if (more.confidence !== undefined) {
      details.confidence = more.confidence;
      details.confidenceSource = 'stated';
    }
    if (this.options.timed) details.durationMs = elapsed(this.begunMs[index] ?? ended.monotonicMs, ended.monotonicMs);
    if (more.redacted === true) details.redacted = true;
    Object.assign(step, details);
    this.events.push({ type: 'step-end', index, ...details });
  }

  /** Withdraws the steps from a place on. Native ones among them are none of the parser's: they come again at once. */
  private withdraw(parserStep: number, from: number): void {
    const mine = new Set(this.parsed.slice(parserStep));
    const withdrawn = this.steps.slice(from);
    this.parsed.length = parserStep;
    this.steps.length = from;
    for (const step of withdrawn) {
      if (!mine.has(step.index)) this.repeat(step);
      else if (step.source === 'prompted') this.prompted--;
    }
  }

  private repeat(step: ReasoningStep): void {
    const index = this.steps.length;
    const { kind, timestamp, source, thought, durationMs, redacted } = step;
    this.begunMs[index] = this.begunMs[step.index] ?? 0;
    this.steps.push({ ...step, index });
    this.events.push({ type: 'step-start', index, source, ...(kind === undefined ? {} : { kind }), timestamp });
    if (thought !== '') this.events.push({ type: 'step-delta', index, field: 'thought', text: thought });
    this.events.push({
      type: 'step-end',
      index,
      ...(durationMs === undefined ? {} : { durationMs }),
      ...(redacted === undefined ? {} : { redacted }),
    });
  }
}

function elapsed(fromMs: number, toMs: number): number {
  return Math.max(0, Math.round((toMs - fromMs) * 1000) / 1000);
}
