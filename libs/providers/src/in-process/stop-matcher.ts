/**
 * Finds stop sequences in text that comes in pieces; the one that is complete first counts, of several the longest, so
 * that it does not matter how the text is cut. Text that may be the beginning of one is held back, never more than
 * the longest sequence less one character.
 */
export class StopMatcher {
  private held = '';
  /** True once a sequence was found; text after it is dropped. */
  stopped = false;

  constructor(private readonly sequences: readonly string[]) {}

  /** Text that is surely before any stop sequence. */
  push(text: string): string {
    if (this.stopped) return '';
    const all = this.held + text;
    const found = this.firstComplete(all);
    if (found !== undefined) {
      this.stopped = true;
      this.held = '';
      return all.slice(0, found);
    }
    const keep = this.longestBeginning(all);
    this.held = all.slice(all.length - keep);
    return all.slice(0, all.length - keep);
  }

  /** What was held back and turned out to be text. */
  end(): string {
    const rest = this.held;
    this.held = '';
    return rest;
  }

  /** Where the sequence that ends first begins. */
  private firstComplete(text: string): number | undefined {
    let first: { start: number; end: number } | undefined;
    for (const sequence of this.sequences) {
      const start = text.indexOf(sequence);
      const end = start + sequence.length;
      if (start < 0) continue;
      if (first === undefined || end < first.end || (end === first.end && start < first.start)) first = { start, end };
    }
    return first?.start;
  }

  private longestBeginning(text: string): number {
    let longest = 0;
    for (const sequence of this.sequences) {
      for (let length = Math.min(sequence.length - 1, text.length); length > longest; length--) {
        if (text.endsWith(sequence.slice(0, length))) longest = length;
      }
    }
    return longest;
  }
}
