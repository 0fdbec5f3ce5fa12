/** So many pieces are joined to one: a long reply then takes little more memory than its characters do. */
const PIECES_TO_JOIN = 256;

/**
 * A text that grows by many small pieces and is read late, such as a streamed reply. Put together with `+=` it would be a tree of all its
 * pieces until then, many times as large as the text. What it costs to read its end does not depend on what stands before.
 */
export class GrowingText implements Iterable<string> {
  private joined: string[] = [];
  private pieces: string[] = [];
  private size = 0;

  /** Characters, UTF-16 units. */
  get length(): number {
    return this.size;
  }

  /** Its text in pieces, which are not those that were added. */
  *[Symbol.iterator](): Iterator<string> {
    yield* this.joined;
    yield* this.pieces;
  }

  /** Adds to its end. */
  append(piece: string): void {
    this.size += piece.length;
    if (this.pieces.push(piece) < PIECES_TO_JOIN) return;
    this.joined.push(this.pieces.join(''));
    this.pieces = [];
  }

  /** What stands behind so many characters. */
  from(start: number): string {
    const found: string[] = [];
    let at = this.size;
    for (const list of [this.pieces, this.joined]) {
      for (let i = list.length - 1; i >= 0 && at > start; i--) {
        const piece = list[i] ?? '';
        at -= piece.length;
        found.push(piece.slice(Math.max(0, start - at)));
      }
    }
    return found.reverse().join('');
  }

  /** Keeps so many characters. Costs O(length). */
  cut(length: number): void {
    this.setTo(this.toString().slice(0, length));
  }

  /** Becomes this text. */
  setTo(text: string): void {
    this.joined = [];
    this.pieces = text === '' ? [] : [text];
    this.size = text.length;
  }

  /** The whole. Costs O(length). */
  toString(): string {
    return this.joined.join('') + this.pieces.join('');
  }
}

/**
 * Frees what V8 keeps of the pieces of a text that was put together with `+`. To read it as a number it needs the text in one block,
 * which then takes the place of the tree. Costs O(length) where there are pieces.
 */
export function flattenText(text: string): void {
  Number(text);
}
