import type { OutlineMark } from './outline';
import type { TextWindow } from './text-window';

/** So often what looked like a code span may turn out to be none before spans are no longer believed. */
const MOST_BROKEN_SPANS = 8;

interface Mark {
  outline: OutlineMark;
  /** What shields it; for a span its number. */
  shield: number | 'fence' | 'quote' | 'left-open fence';
  lineHead: boolean;
  charBefore: string;
  /** What was read since, apart from the present piece. */
  text: string;
  /** Where in the present piece it stands, or what was read since goes on. */
  from: number;
}

/**
 * Remembers the first label or marker that code or a quote seems to shield. When that turns out to be wrong (a span that
 * its line does not close, a fence that the reply does not close, reasoning that only a quoted mark closes), reading goes
 * on from there: once for a line, once for fences, once for quotes, so that the work stays linear.
 */
export class ShieldedMark {
  private mark: Mark | undefined;
  private brokenSpans = 0;

  constructor(private readonly window: TextWindow) {}

  /** Notes that a label or marker stands here inside code or a quote. */
  note(): void {
    const { window } = this;
    const { inFence, inSpan, spanCount } = window.shield;
    const shield = inFence ? 'fence' : inSpan ? spanCount : 'quote';
    if (this.mark?.shield === shield || this.mark?.shield === 'left-open fence') return;
    window.flush();
    const { lineHead, charBefore, at, outline } = window;
    this.mark = { outline: outline.mark(), shield, lineHead, charBefore, text: '', from: at };
  }

  /** Keeps what was read of the present piece, before the next one comes. */
  carryOver(): void {
    if (this.mark === undefined) return;
    this.mark.text += this.window.text.slice(this.mark.from, this.window.at);
    this.mark.from = 0;
  }

  /** At a line feed: goes back when the line did not close the span. True when it did. */
  endLine(): boolean {
    const { mark, window } = this;
    if (mark === undefined) return false;
    if (window.shield.inSpan && mark.shield === window.shield.spanCount) {
      this.goBack(mark);
      return true;
    }
    if (typeof mark.shield === 'number') this.mark = undefined;
    return false;
  }

  /** Forgets what a fence shielded, once it is closed, unless the fence that closed seems to be another one. */
  forgetBehindFence(): void {
    const { mark, window } = this;
    if (mark?.shield !== 'fence' || window.shield.inFence) return;
    if (window.shield.wasLeftOpen) mark.shield = 'left-open fence';
    else this.mark = undefined;
  }

  /** Forgets what a quote or a closed fence shielded, once a mark outside them counted. */
  forgetClosed(): void {
    const shield = this.mark?.shield;
    if (shield === 'quote' || shield === 'left-open fence' || (shield === 'fence' && !this.window.shield.inFence))
      this.mark = undefined;
  }

  /** At the end of the reply: goes back when the code, or reasoning (`unclosed`), is still open. True when it did. */
  end(unclosed: boolean): boolean {
    this.forgetBehindFence();
    const { mark, window } = this;
    if (mark === undefined || window.outline.closed || !this.isBroken(mark, unclosed)) return false;
    if (isFence(mark)) window.outline.warn('unclosed_fence');
    this.goBack(mark);
    return true;
  }

  private isBroken({ shield }: Mark, unclosed: boolean): boolean {
    const { inFence, inSpan, spanCount } = this.window.shield;
    if (typeof shield === 'number') return inSpan && shield === spanCount;
    return shield === 'fence' ? inFence : unclosed;
  }

  private goBack(mark: Mark): void {
    const { window } = this;
    window.flush();
    this.mark = undefined;
    window.outline.rewind(mark.outline);
    if (mark.text !== '') window.text = mark.text + window.text.slice(mark.from);
    window.jump(mark.text === '' ? mark.from : 0, mark.charBefore);
    window.lineHead = mark.lineHead;
    if (isFence(mark)) window.shield.giveUpFences();
    else if (mark.shield === 'quote') window.shield.giveUpQuotes();
    else window.shield.giveUpSpans(++this.brokenSpans >= MOST_BROKEN_SPANS);
    window.shield.restartLine(mark.lineHead);
  }
}

function isFence({ shield }: Mark): boolean {
  return shield === 'fence' || shield === 'left-open fence';
}
