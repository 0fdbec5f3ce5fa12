import { isSpace } from './white-space';

const LONGEST_RUN = 16;
const MOST_SPACES = 8;

/** What a fence holds. */
export interface WrappedContent {
  /** An answer, or reasoning in a block of its own. */
  readonly isAnswered: boolean;
  readonly hasSteps: boolean;
}

/** The fence that a model put around its whole reply. */
export class WrapperFence {
  /** A closing fence that was met, and white space behind it: dropped unless more code-like text follows. */
  pending = '';
  /** What stood before the last closing fence. Absent while there was none. */
  private content: WrappedContent | undefined;
  /** A label directly behind the fence has shown that the reply begins there. */
  private isRefuted = false;
  private hasTextBehind = false;
  private hasLabelBehind = false;

  constructor(
    readonly char: string,
    private readonly length: number,
  ) {}

  /**
   * Whether the fence turned out to be a part of the reply. What stands behind a closing fence shows it, where the fence held no
   * reply: text only at the end, because a reply that ends in a closing fence may have had fences in its fence.
   */
  isPart(atEnd: boolean): boolean {
    const { content } = this;
    if (content === undefined || (content.isAnswered && content.hasSteps)) return false;
    if (this.isRefuted) return true;
    return atEnd && this.pending === '' && (this.hasLabelBehind || (this.hasTextBehind && !content.isAnswered));
  }

  /** A closing fence was met. `content`: what stands before it. */
  close(closing: string, content: WrappedContent): void {
    this.pending = closing;
    this.content = { ...content, hasSteps: content.hasSteps || this.content?.hasSteps === true };
  }

  /** Text stands behind the closing fence, which then is text too: gives it. */
  goOn(): string {
    const { pending } = this;
    this.pending = '';
    this.hasTextBehind = true;
    return pending;
  }

  /** Notes a label of the reply itself, which says something where it is behind a closing fence. */
  noteLabel(): void {
    if (this.content === undefined) return;
    this.hasLabelBehind = true;
    this.isRefuted ||= this.pending !== '' && !this.content.hasSteps;
  }

  /** Index behind a line at `start` that may close this fence; 0 when it does not, `more` while it is not known. */
  matchClosing(text: string, start: number, atEnd: boolean): number | 'more' {
    let i = start;
    while (i < text.length && i < start + LONGEST_RUN && text.charAt(i) === this.char) i++;
    if (i - start < this.length) return i >= text.length && !atEnd ? 'more' : 0;
    const limit = i + MOST_SPACES;
    while (i < text.length && i < limit && text.charAt(i) !== '\n' && isSpace(text.charCodeAt(i))) i++;
    if (i >= text.length) return atEnd ? i : 'more';
    return text.charAt(i) === '\n' ? i : 0;
  }
}
