import { isSpace } from './white-space';

const LONGEST_RUN = 16;
const MOST_SPACES = 8;

/** The fence that a model put around its whole reply. */
export class WrapperFence {
  /** A closing fence that was met, and white space behind it: dropped unless more code-like text follows. */
  pending = '';

  constructor(
    readonly char: string,
    private readonly length: number,
  ) {}

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
