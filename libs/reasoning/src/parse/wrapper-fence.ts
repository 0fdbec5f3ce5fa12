import { isSpace } from './white-space';

const LONGEST_RUN = 16;
const MOST_SPACES = 8;

/** The fence that a model put around its whole reply. */
export class WrapperFence {
  /** A closing fence that was met, and white space behind it: dropped unless more code-like text follows. */
  pending = '';
  /** A label directly behind the closing fence has shown that the fence was not around the reply. */
  private isRefuted = false;
  /** What stands behind a closing fence: mere remarks on the answer in the fence, or what the reply is about. */
  private behind: 'nothing' | 'remarks' | 'reply' = 'nothing';

  constructor(
    readonly char: string,
    private readonly length: number,
  ) {}

  /**
   * Whether the fence turned out to be a part of the reply. Text behind a closing fence shows it only at the end of the reply: where
   * that ends in a closing fence, what stood between were fences in the fence.
   */
  isPart(atEnd: boolean): boolean {
    return this.isRefuted || (atEnd && this.pending === '' && this.behind === 'reply');
  }

  /** A label stands directly behind the closing fence. */
  refute(): void {
    this.isRefuted = true;
  }

  /** Text stands behind the closing fence, which then is text too: gives it. `isAnswered`: the answer stands before it. */
  goOn(isAnswered: boolean): string {
    const { pending } = this;
    this.pending = '';
    if (this.behind === 'nothing') this.behind = isAnswered ? 'remarks' : 'reply';
    return pending;
  }

  /** A label of the reply stands here. */
  noteLabel(): void {
    if (this.behind === 'remarks') this.behind = 'reply';
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
