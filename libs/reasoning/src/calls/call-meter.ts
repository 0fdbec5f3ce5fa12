import type { ReasoningTextEvent } from '@app/contracts';
import type { ModelMessage, ModelUsage } from '@app/model';
import type { ReasoningEvent } from '../reasoning-strategy';

/** Characters of one token, about: English text has 4, other scripts and digits fewer. Erring low ends a turn early, not late. */
const CHARS_PER_TOKEN = 3;

/** About as long is the longest instruction of ours. */
const INSTRUCTION_CHARS = 1000;

const NOTHING: ModelUsage = { inputTokens: 0, outputTokens: 0 };

/** What one call has used: what the provider reported, and an estimate of what it has not reported yet. */
export class CallMeter {
  private reportedUsage: ModelUsage = {};
  private replyChars = 0;
  private ended = false;

  /** `promptChars`: length of what is sent; `live`: the model tells its usage as it goes, see `ModelDescriptor.liveUsage`. */
  constructor(
    private readonly promptChars: number,
    private readonly live = false,
  ) {}

  /** Takes note of what an event says about usage. */
  note(event: ReasoningEvent): void {
    if (event.type === 'usage') this.reportedUsage = event.usage;
    else if (event.type === 'outcome') {
      this.reportedUsage = event.outcome.usage;
      this.ended = true;
    } else if (isText(event)) this.replyChars += event.text.length;
  }

  /** What the provider reported; empty when nothing. */
  get reported(): ModelUsage {
    return this.live ? { ...NOTHING, ...this.reportedUsage } : this.reportedUsage;
  }

  /** True when the tokens of the reply both ways are known, and will not grow: it has come to its end, or tells them as it goes. */
  get isExact(): boolean {
    const { inputTokens, outputTokens } = this.reported;
    return (this.ended || this.live) && inputTokens !== undefined && outputTokens !== undefined;
  }

  /** True when the reply has come to its end. */
  get hasEnded(): boolean {
    return this.ended;
  }

  /** What was used so far, estimated where it is not known. */
  used(): ModelUsage & { inputTokens: number; outputTokens: number } {
    if (this.live) {
      const { inputTokens = 0, outputTokens = 0 } = this.reportedUsage;
      return { ...this.reportedUsage, inputTokens, outputTokens };
    }
    const { inputTokens = tokensOf(this.promptChars), outputTokens } = this.reportedUsage;
    const seen = tokensOf(this.replyChars);
    const isKnown = this.ended && outputTokens !== undefined;
    return {
      ...this.reportedUsage,
      inputTokens,
      outputTokens: isKnown ? outputTokens : Math.max(seen, outputTokens ?? 0),
    };
  }
}

/** The length of what messages say, and of the instruction that a strategy adds to them. */
export function promptCharsOf(messages: readonly ModelMessage[]): number {
  return messages.reduce((sum, { content }) => sum + content.length, INSTRUCTION_CHARS);
}

function isText(event: ReasoningEvent): event is Extract<ReasoningTextEvent, { text: string }> {
  return event.type === 'step-delta' || event.type === 'answer-delta';
}

function tokensOf(chars: number): number {
  return Math.ceil(chars / CHARS_PER_TOKEN);
}
