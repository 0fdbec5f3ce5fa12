/** Counts how often a text occurs in bytes that come in pieces, also across their edges. */
export class MarkerCounter {
  private readonly marker: Buffer;
  private carry = Buffer.alloc(0);

  /** Occurrences so far. */
  count = 0;

  constructor(marker: string) {
    this.marker = Buffer.from(marker);
  }

  /** Takes the next piece. */
  push(bytes: Buffer): void {
    const data = this.carry.length === 0 ? bytes : Buffer.concat([this.carry, bytes]);
    let from = 0;
    for (let at = data.indexOf(this.marker); at !== -1; at = data.indexOf(this.marker, from)) {
      this.count++;
      from = at + this.marker.length;
    }
    // A copy, because a view would keep the whole piece alive.
    this.carry = Buffer.from(data.subarray(Math.max(from, data.length - this.marker.length + 1)));
  }

  /** Begins anew. */
  reset(): void {
    this.count = 0;
    this.carry = Buffer.alloc(0);
  }
}
