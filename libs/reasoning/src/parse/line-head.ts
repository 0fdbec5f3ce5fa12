import type { BlockStack } from './block-stack';
import type { LabelMatch } from './label-match';
import { matchLabel } from './label-matcher';
import { LabelRules } from './label-rules';
import type { LabelNode } from './label-trie';
import { matchThoughtPhrase } from './phrase-matcher';
import type { ShieldedMark } from './shielded-mark';
import type { TextWindow } from './text-window';
import { isSpace } from './white-space';
import type { WrappedContent, WrapperFence } from './wrapper-fence';

/** What came of looking at the beginning of a line: something was taken, more text is needed, or it is plain text. */
export type HeadReading = 'taken' | 'more' | 'text';

/** Kinds of labels that come behind a whole reply. */
const FOLLOWS_REPLY: ReadonlySet<string> = new Set(['question', 'turn', 'confidence']);

/** Reads what counts only where a line begins: labels, the fence around the reply, and the phrase that opens reasoning. */
export class LineHead {
  /** Emphasis that a label left open, such as `**`; empty when none is. */
  emphasis = '';
  private readonly rules: LabelRules;
  private fresh = true;
  private segmentsSeen = 0;

  constructor(
    private readonly window: TextWindow,
    private readonly blocks: BlockStack,
    private readonly shielded: ShieldedMark,
    private readonly labels: LabelNode | undefined,
  ) {
    this.rules = new LabelRules(window.outline);
  }

  /** Reads at the first ink of a line. */
  read(): HeadReading {
    const { window } = this;
    const phrase = this.fresh ? matchThoughtPhrase(window.text, window.at, window.atEnd) : 0;
    if (phrase === 'more') return 'more';
    if (phrase > 0) {
      window.take(phrase);
      this.blocks.openThought('phrase');
      return 'taken';
    }
    const reading = this.labels === undefined || this.blocks.opaque ? 'text' : this.readLabelled(this.labels);
    if (reading === 'text') {
      window.lineHead = false;
      this.fresh = false;
    }
    return reading;
  }

  /** Drops the emphasis that opened before a label where it closes, on the label's line. False when more text is needed. */
  readEmphasis(): boolean {
    const { window, emphasis } = this;
    const { text, at } = window;
    let end = at;
    while (end < text.length && end < at + 4 && text.charAt(end) === emphasis.charAt(0)) end++;
    if (end === text.length && end < at + 4 && !window.atEnd) return false;
    if (end - at === emphasis.length && !isSpace(window.charBefore.charCodeAt(0))) {
      window.drop(emphasis.length);
      this.emphasis = '';
      return true;
    }
    window.pass(text.charCodeAt(at));
    window.at = end;
    return true;
  }

  private readLabelled(labels: LabelNode): HeadReading {
    const { window } = this;
    const match = matchLabel(window.text, window.at, labels, window.atEnd);
    if (match === 'more') return 'more';
    if (match !== null) return this.readLabel(match);
    return window.wrapper === undefined ? 'text' : this.readWrapper(window.wrapper);
  }

  private readLabel(match: LabelMatch): HeadReading {
    const { window } = this;
    const { wrapper } = window;
    if (!(window.outline.final !== undefined && FOLLOWS_REPLY.has(match.label.kind))) wrapper?.noteLabel();
    if (window.shield.inFence) {
      this.shielded.note();
      return 'text';
    }
    if (wrapper !== undefined && wrapper.pending !== '') {
      // Then nothing more is read here: the reply is read anew.
      if (wrapper.isPart(false)) return 'more';
      // Behind the closing fence a label follows: the fence was the wrapper's end indeed.
      window.wrapper = undefined;
    }
    window.flush();
    if (window.outline.closed) return 'taken';
    if (!this.rules.apply(match, window.text.slice(window.at, match.end))) return 'text';
    window.take(match.end - window.at);
    window.lineHead = false;
    this.fresh = false;
    this.emphasis = match.emphasis;
    return 'taken';
  }

  private readWrapper(wrapper: WrapperFence): HeadReading {
    const { window } = this;
    if (wrapper.pending !== '') {
      window.flush();
      const pending = wrapper.goOn();
      window.outline.append(pending);
      window.shield.replay(pending);
    }
    if (window.shield.inFence) return 'text';
    const end = wrapper.matchClosing(window.text, window.at, window.atEnd);
    if (end === 'more') return 'more';
    if (end === 0) return 'text';
    const closing = window.text.slice(window.at, end);
    window.take(closing.length);
    wrapper.close(closing, this.content());
    return 'taken';
  }

  /** What the reply holds; of steps only those since the last time, so that each stretch is looked at once. */
  private content(): WrappedContent {
    const { final, reasoned, segments } = this.window.outline;
    const fresh = segments.slice(this.segmentsSeen);
    this.segmentsSeen = segments.length;
    return {
      isAnswered: final !== undefined || reasoned,
      hasSteps: fresh.some(({ ink, role }) => ink && role === 'step'),
    };
  }
}
