import type { FinishReason } from '@app/contracts';
import { GrowingText, type Clock } from '@app/kernel';
import type { ModelUsage, OpaqueReasoning, ReasoningStartPart, StreamPart } from '@app/model';
import type { Locale } from '../parse/label-table';
import type { ParsedReply } from '../parse/parsed-reply';
import { ReplyParser } from '../parse/reply-parser';
import { inkStart } from '../parse/white-space';
import type { ReasoningEvent, ReasoningOutcome } from '../reasoning-strategy';
import { NativeBlock } from './native-block';
import { ReplyLikelihood } from './reply-likelihood';
import { StepRecorder } from './step-recorder';
import { ToolCalls } from './tool-calls';

/** How a reply's parts are to be read. */
export interface NormaliserOptions {
  clock: Clock;
  /** True for a streamed reply: its steps get durations. */
  timed: boolean;
  /** How the text is read, see `ParseOptions`. */
  mode: 'labels' | 'markers';
  locales?: readonly Locale[];
  /** True when the reply starts inside the model's reasoning. Default false. */
  insideReasoning?: boolean;
  /** Whether a closing mark without an opening one may end reasoning, see `ParseOptions`. Default true. */
  loneClosing?: boolean;
  /** True when the model tells what it used as it goes, see `ModelDescriptor`. Default false. */
  liveUsage?: boolean;
  /** Most steps that are taken out of the text. Default: no limit. */
  maxSteps?: number;
}

/**
 * Turns the parts of one reply into reasoning events: reasoning blocks into native steps, text through the parser. What
 * a provider wants back in the next turn is kept aside and in no event. Works part by part, without waiting.
 */
export class ReplyNormaliser {
  private readonly recorder: StepRecorder;
  private readonly parser: ReplyParser;
  private readonly toolCalls = new ToolCalls();
  private readonly opaque: OpaqueReasoning[] = [];
  private readonly modelWarnings = new Set<string>();
  private block: NativeBlock | undefined;
  private readonly likelihood = new ReplyLikelihood();
  private readonly liveUsage: boolean;
  private sawReasoning = false;
  private readonly raw = new GrowingText();
  private usage: ModelUsage = {};
  private finishReason: FinishReason | undefined;
  private reply: ParsedReply | undefined;

  constructor(options: NormaliserOptions) {
    const { clock, timed, maxSteps, mode, locales, insideReasoning, loneClosing, liveUsage = false } = options;
    this.liveUsage = liveUsage;
    this.recorder = new StepRecorder({ clock, timed, maxPromptedSteps: maxSteps });
    this.parser = new ReplyParser({ mode, sink: this.recorder, locales, insideReasoning, loneClosing });
  }

  /** True once the rest of the reply's text does not matter: the model may be stopped. */
  get satisfied(): boolean {
    return this.parser.closed;
  }

  /** Reads one part. The list that it returns is valid until the next call but one. */
  push(part: StreamPart): readonly ReasoningEvent[] {
    switch (part.type) {
      case 'text-delta':
        if (part.text !== '') this.likelihood.add(part.logProbs);
        this.readText(part.text);
        break;
      case 'reasoning-start':
        this.openBlock(part);
        break;
      case 'reasoning-delta':
        this.readReasoning(part.id, part.text);
        break;
      case 'reasoning-end':
        if (part.redacted === true) this.noteReasoning();
        this.block?.end(part);
        this.block = undefined;
        if (part.opaque !== undefined) this.opaque.push(part.opaque);
        break;
      case 'tool-call-delta':
        this.closeBlock();
        this.toolCalls.add(part);
        break;
      case 'usage':
        this.usage = { ...this.usage, ...part.usage };
        this.recorder.tell({ type: 'usage', usage: this.usage });
        break;
      case 'warning':
        this.modelWarnings.add(part.code);
        break;
      case 'finish':
        this.finishReason = part.reason;
        break;
    }
    return this.recorder.takeEvents();
  }

  /** Takes the end of the reply: the last events, the outcome among them. */
  end(): readonly ReasoningEvent[] {
    this.closeBlock();
    this.reply ??= this.parser.end();
    this.recorder.tell({ type: 'outcome', outcome: this.outcome(this.reply) });
    return this.recorder.takeEvents();
  }

  /** The reading of the text alone, with its typed steps. Absent before the end. */
  get parsedReply(): ParsedReply | undefined {
    return this.reply;
  }

  private readText(text: string): void {
    if (text === '') return;
    this.closeBlock();
    this.raw.append(text);
    this.parser.push(text);
  }

  private openBlock(part: ReasoningStartPart): void {
    this.closeBlock();
    this.block = new NativeBlock(part, this.recorder);
  }

  private readReasoning(id: string, text: string): void {
    this.block ??= new NativeBlock({ type: 'reasoning-start', id }, this.recorder);
    // Before the step begins: what the parser takes back for it must not be the step itself.
    if (inkStart(text) < text.length) this.noteReasoning();
    this.block.add(text);
  }

  private closeBlock(): void {
    this.block?.end();
    this.block = undefined;
  }

  private noteReasoning(): void {
    if (this.sawReasoning) return;
    this.sawReasoning = true;
    this.parser.noteReasoning();
  }

  private outcome(reply: ParsedReply): ReasoningOutcome {
    const isCall = !this.toolCalls.empty;
    const finishReason = this.reasonOf(reply, isCall);
    const isCut = finishReason === 'length' || finishReason === 'content_filter' || this.isBroken();
    return {
      finalAnswer: reply.finalAnswer ?? '',
      ...(isCut || reply.finalAnswer === null ? {} : this.likelihood.confidence()),
      steps: this.recorder.steps,
      rawResponse: this.raw.toString(),
      complete: !isCut && (reply.complete || (isCall && reply.finalAnswer === null)),
      finishReason,
      warnings: this.warnings(reply, finishReason, isCall),
      usage: this.usage,
      toolCalls: this.toolCalls.list(),
      opaqueReasoning: this.opaque,
    };
  }

  /** How a reply that was read to where it no longer matters went on is not its end: whole, it ends as a stopped stream does. */
  private reasonOf(reply: ParsedReply, isCall: boolean): FinishReason {
    const isStopped = this.satisfied && (this.finishReason === undefined || !isCall);
    return isStopped ? stoppedReason(reply) : (this.finishReason ?? 'other');
  }

  /** True when the reply ended without its provider saying so. */
  private isBroken(): boolean {
    return this.finishReason === undefined && !this.satisfied;
  }

  private warnings(reply: ParsedReply, reason: FinishReason, isCall: boolean): string[] {
    // Where the reply was cut, or is a call of a tool, it is known why there is no answer.
    const isExplained = isCall || reason === 'length' || reason === 'content_filter';
    const readingWarnings = reply.warnings.filter(
      (warning) => !isExplained || (warning !== 'empty' && warning !== 'missing_final'),
    );
    const warnings: string[] = [...this.modelWarnings, ...readingWarnings];
    if ((this.usage.reasoningTokens ?? 0) > 0 && !this.recorder.steps.some(({ source }) => source === 'native')) {
      warnings.push('hidden_reasoning');
    }
    if ((reason === 'length' && !this.satisfied) || this.isBroken()) warnings.push('truncated');
    if (reason === 'content_filter') warnings.push('content_filtered');
    // Stopped by us: most providers tell at the end what was used.
    if (this.finishReason === undefined && this.satisfied && !this.liveUsage) warnings.push('usage_incomplete');
    return warnings;
  }
}

/** Why a reply ended that we stopped reading. */
function stoppedReason(reply: ParsedReply): FinishReason {
  return reply.warnings.includes('step_limit_reached') ? 'length' : 'stop';
}
