import type { ModelRequest, ModelUsage, StreamPart } from '@app/model';
import { estimateInputTokens } from './estimate-usage';
import type { CallOutcome } from './usage-call';

/** What a call has used, and whether some of it is a guess. */
export interface MeteredUsage {
  readonly usage: ModelUsage;
  readonly estimated: boolean;
}

/** Codes of calls that the provider may have worked on although it gave nothing. */
const MAYBE_CHARGED: ReadonlySet<string> = new Set(['provider_timeout', 'request_cancelled']);

const ASCII_PER_TOKEN = 4;
const NOT_ASCII = /[^\u0000-\u007f]/g;

/** Follows one call and tells what it has used, by the provider's own count where there is one. */
export class CallMeter {
  private reported: ModelUsage = {};
  private ascii = 0;
  private others = 0;
  private parts = 0;
  private finished = false;

  /** `live`: the model tells its usage as it goes, see `ModelDescriptor.liveUsage`. */
  constructor(
    private readonly request: ModelRequest,
    private readonly options: { live?: boolean } = {},
  ) {}

  /** Whether the provider ended the reply itself. */
  get isFinished(): boolean {
    return this.finished;
  }

  /** Takes note of a part. On the path of every event. */
  take(part: StreamPart): void {
    this.parts++;
    if (part.type === 'text-delta' || part.type === 'reasoning-delta') this.count(part.text);
    else if (part.type === 'tool-call-delta') this.count(part.argumentsText);
    else if (part.type === 'usage') this.reported = { ...this.reported, ...part.usage };
    else if (part.type === 'finish') this.finished = true;
  }

  /** What the call has used, once it has ended so. */
  total(outcome: CallOutcome, errorCode?: string): MeteredUsage {
    if (this.options.live === true) {
      return { usage: { inputTokens: 0, outputTokens: 0, ...this.reported }, estimated: false };
    }
    const { inputTokens, outputTokens } = this.reported;
    if (this.finished && inputTokens !== undefined && outputTokens !== undefined) {
      return { usage: this.reported, estimated: false };
    }
    const isRefused = outcome === 'error' && this.parts === 0 && !MAYBE_CHARGED.has(errorCode ?? '');
    if (isRefused) return { usage: { inputTokens: 0, outputTokens: 0 }, estimated: false };
    const written = this.others + Math.ceil(this.ascii / ASCII_PER_TOKEN);
    return {
      usage: {
        ...this.reported,
        inputTokens: inputTokens ?? estimateInputTokens(this.request),
        // Before its end a provider tells less than was written, if anything.
        outputTokens: this.finished ? (outputTokens ?? written) : Math.max(outputTokens ?? 0, written),
      },
      estimated: true,
    };
  }

  private count(text: string): void {
    const others = text.match(NOT_ASCII)?.length ?? 0;
    this.others += others;
    this.ascii += text.length - others;
  }
}
