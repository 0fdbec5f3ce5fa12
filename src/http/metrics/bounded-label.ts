/** The value of everything beyond the bound. */
const OTHER = 'other';

/**
 * Lets the first so many values of a label through and calls every later one `other`, so that nobody can make series by inventing
 * names.
 */
export class BoundedLabel {
  private readonly known = new Set<string>();

  /** `most`: at least 1. */
  constructor(private readonly most: number) {}

  /** The value, or `other`. */
  bound(value: string): string {
    if (this.known.has(value)) return value;
    if (this.known.size >= this.most) return OTHER;
    this.known.add(value);
    return value;
  }
}
