/**
 * Remembers how much of each text was already passed on, so that the event that repeats a text whole adds only what its
 * deltas left out: nothing from a server that sends deltas, everything from one that does not.
 */
export class TextProgress {
  private readonly sentChars = new Map<string, number>();

  /** A delta of the text `key` is passed on. */
  add(key: string, text: string): void {
    this.sentChars.set(key, this.sent(key) + text.length);
  }

  /** What of the whole text was not passed on yet; it counts as passed on now. */
  rest(key: string, whole: string): string {
    const rest = whole.slice(this.sent(key));
    this.add(key, rest);
    return rest;
  }

  private sent(key: string): number {
    return this.sentChars.get(key) ?? 0;
  }
}

/** Names the output item that an event or an item is about, by id, else by its place in the output. */
export function itemKey(id: unknown, outputIndex: unknown): string {
  return typeof id === 'string' && id !== '' ? id : `#${numberOr0(outputIndex)}`;
}

/** Names one text of an output item. */
export function textKey(item: string, kind: string, index: unknown): string {
  return `${item}/${kind}/${numberOr0(index)}`;
}

function numberOr0(value: unknown): number {
  return typeof value === 'number' ? value : 0;
}
