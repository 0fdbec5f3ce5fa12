import type { Vocabulary } from './vocabulary';

/** How SPM vocabularies write a space. */
const SPACE = '\u2581';

/**
 * Turns text into tokens as SentencePiece's BPE does: characters first, then of all neighbours that make a known piece the
 * one of the highest score is joined, the leftmost of equals, until none is left. A character without a piece becomes its
 * UTF-8 bytes. Text never becomes a control token, whatever it says. O(n log n) in the length of the text.
 * Kudo and Richardson 2018, https://aclanthology.org/D18-2012
 */
export class SpmTokenizer {
  constructor(private readonly vocabulary: Vocabulary) {}

  encode(text: string): number[] {
    const symbols = Array.from(text, (character) => (character === ' ' ? SPACE : character));
    const merged = new SymbolMerger(symbols, this.vocabulary).run();
    return merged.flatMap((symbol) => this.idsOf(symbol));
  }

  /** The text of one token, bytes of an unfinished character included. Control tokens have none. */
  bytesOf(token: number): Uint8Array {
    const { pieces, bytes, textIds } = this.vocabulary;
    const byte = bytes[token] ?? -1;
    if (byte >= 0) return Uint8Array.of(byte);
    const piece = pieces[token];
    if (piece === undefined || textIds.get(piece) !== token) return new Uint8Array(0);
    return Buffer.from(piece.replaceAll(SPACE, ' '));
  }

  /** The text of tokens; bytes that are no text become U+FFFD. */
  decode(tokens: readonly number[]): string {
    return Buffer.concat(tokens.map((token) => this.bytesOf(token))).toString('utf8');
  }

  private idsOf(symbol: string): number[] {
    const { textIds, byteIds } = this.vocabulary;
    const id = textIds.get(symbol);
    return id === undefined ? Array.from(Buffer.from(symbol), (byte) => byteIds[byte] ?? 0) : [id];
  }
}

/** A merge that may be made: the symbol at `left` with its right neighbour, while they are what they were. */
interface Merge {
  left: number;
  right: number;
  score: number;
  piece: string;
}

/** Joins symbols in the order of their scores. Symbols are a linked list, possible merges a heap. */
class SymbolMerger {
  private readonly next: Int32Array;
  private readonly previous: Int32Array;
  private readonly heap: Merge[] = [];

  constructor(
    private readonly symbols: string[],
    private readonly vocabulary: Vocabulary,
  ) {
    this.next = Int32Array.from(symbols, (_, i) => (i + 1 < symbols.length ? i + 1 : -1));
    this.previous = Int32Array.from(symbols, (_, i) => i - 1);
  }

  run(): string[] {
    for (let i = 0; i + 1 < this.symbols.length; i++) this.offer(i, i + 1);
    for (let merge = this.pop(); merge !== undefined; merge = this.pop()) this.apply(merge);
    return this.symbols.filter((symbol) => symbol !== '');
  }

  private offer(left: number, right: number): void {
    if (left < 0 || right < 0) return;
    const piece = this.textAt(left) + this.textAt(right);
    const id = this.vocabulary.textIds.get(piece);
    if (id === undefined) return;
    this.push({ left, right, piece, score: this.vocabulary.scores[id] ?? 0 });
  }

  private apply({ left, right, piece }: Merge): void {
    // A neighbour was merged meanwhile: what this merge was about is no longer there.
    if (this.textAt(left) === '' || this.textAt(right) === '' || this.textAt(left) + this.textAt(right) !== piece)
      return;
    this.symbols[left] = piece;
    this.symbols[right] = '';
    const after = this.next[right] ?? -1;
    this.next[left] = after;
    if (after >= 0) this.previous[after] = left;
    this.offer(this.previous[left] ?? -1, left);
    this.offer(left, after);
  }

  private textAt(index: number): string {
    return this.symbols[index] ?? '';
  }

  private push(merge: Merge): void {
    const { heap } = this;
    let at = heap.push(merge) - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      const above = heap[parent];
      if (above === undefined || !isBefore(merge, above)) break;
      heap[at] = above;
      at = parent;
    }
    heap[at] = merge;
  }

  private pop(): Merge | undefined {
    const { heap } = this;
    const top = heap[0];
    const last = heap.pop();
    if (top === undefined || last === undefined || heap.length === 0) return top;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      const left = heap[child];
      const right = heap[child + 1];
      if (left === undefined) break;
      if (right !== undefined && isBefore(right, left)) child++;
      const best = heap[child] ?? left;
      if (!isBefore(best, last)) break;
      heap[at] = best;
      at = child;
    }
    heap[at] = last;
    return top;
  }
}

function isBefore(a: Merge, b: Merge): boolean {
  return a.score > b.score || (a.score === b.score && a.left < b.left);
}
