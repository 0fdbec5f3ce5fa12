/** The greatest of the last `span` numbers, each step in constant time on average (a queue that only falls). */
export class RecentRecord {
  private readonly places: number[] = [];
  private readonly numbers: number[] = [];
  private place = 0;

  /** `span` is at least 1. */
  constructor(private readonly span: number) {}

  /** How many numbers came, those that are out of the span included. */
  get count(): number {
    return this.place;
  }

  /** Undefined before the first number. */
  get value(): number | undefined {
    return this.numbers[0];
  }

  push(number: number): void {
    while (this.numbers.length > 0 && (this.numbers.at(-1) ?? 0) <= number) {
      this.numbers.pop();
      this.places.pop();
    }
    this.numbers.push(number);
    this.places.push(this.place++);
    if ((this.places[0] ?? 0) <= this.place - 1 - this.span) {
      this.places.shift();
      this.numbers.shift();
    }
  }
}
