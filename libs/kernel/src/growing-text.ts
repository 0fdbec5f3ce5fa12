/** What V8 keeps for each piece of a text that is put together with `+`, until somebody reads the text, bytes. */
const NODE_BYTES = 32;
/** Fewer pieces are not worth a copy of the text. */
const FEW_PIECES = 256;

/**
 * A text that grows by many small pieces and is read late, such as a streamed reply. With `+=` alone it would be a tree of all its pieces
 * until then, many times as large as the text; this one is made flat from time to time. Costs O(length) in all.
 */
export class GrowingText {
  private text = '';
  private pieces = 0;

  /** Characters, UTF-16 units. */
  get length(): number {
    return this.text.length;
  }

  /** Adds to its end, and gives the whole. */
  append(piece: string): string {
    this.text += piece;
    if (++this.pieces >= FEW_PIECES && this.pieces * NODE_BYTES > this.text.length) {
      this.pieces = 0;
      flattenText(this.text);
    }
    return this.text;
  }

  /** Begins anew. */
  clear(): void {
    this.text = '';
    this.pieces = 0;
  }

  toString(): string {
    return this.text;
  }
}

/**
 * Frees what V8 keeps of the pieces of a text that was put together with `+`. To read it as a number it needs the text in one block,
 * which then takes the place of the tree. Costs O(length) where there are pieces.
 */
export function flattenText(text: string): void {
  Number(text);
}
