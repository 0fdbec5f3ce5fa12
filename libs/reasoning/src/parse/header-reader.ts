import type { Marker } from './marker-table';
import { LONGEST_HEADER } from './harmony-header';

const MESSAGE = '<|message|>';
const LONGEST_NAME = 24;

/** Collects what stands between a channel marker and the text of the channel. */
export class HeaderReader {
  state: 'open' | 'whole' | 'broken' = 'open';
  /** The header without what ends it. */
  text = '';
  /** Everything taken, for a header that turns out to be none. */
  raw: string;
  readonly isHarmony: boolean;

  constructor(marker: Marker) {
    this.raw = marker.text;
    this.isHarmony = marker.action === 'harmony-header';
    if (marker.text === '<|channel|>') this.text = marker.text;
  }

  /** Takes text from `start` on; returns how many characters belong to the header. */
  push(text: string, start: number): number {
    const longest = this.isHarmony ? LONGEST_HEADER : LONGEST_NAME;
    const piece = text.slice(start, start + longest);
    const before = this.text.length;
    this.text += piece;
    const end = this.isHarmony ? this.text.indexOf(MESSAGE) : this.text.search(/[\n<]/);
    if (end >= 0) {
      const isTag = this.text.charAt(end) === '<' && !this.isHarmony;
      const length = end + (this.isHarmony ? MESSAGE.length : isTag ? 0 : 1) - before;
      this.text = this.text.slice(0, end);
      this.state = 'whole';
      return length;
    }
    this.raw += piece;
    if (this.text.length > longest) this.state = 'broken';
    return piece.length;
  }
}
