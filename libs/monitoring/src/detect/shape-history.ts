/** How a {@link ShapeHistory} compares. */
export interface ShapeOptions {
  /** Points in a shape, at least 1. */
  shapeLength: number;
  /** How many points back shapes are looked for. More than `shapeLength`. */
  memory: number;
  /** How many of the most alike shapes count, at least 1. */
  neighbours: number;
}

/**
 * The recent past of a series, and how unlike it the newest stretch is: the mean Euclidean distance to the nearest
 * stretches that do not overlap it. Every distance is summed afresh, because a running sum would remember one huge value
 * for as long as it remembers. Work and memory are bounded by `memory`.
 */
export class ShapeHistory {
  /** Twice what is needed, so that the newest stretch lies in one piece and moving is rare. */
  private readonly values: Float64Array;
  private readonly nearest: Float64Array;
  private readonly reach: number;
  private length = 0;

  constructor(private readonly options: ShapeOptions) {
    this.reach = options.memory + options.shapeLength;
    this.values = new Float64Array(2 * this.reach);
    this.nearest = new Float64Array(options.neighbours);
  }

  push(value: number): void {
    if (this.length === this.values.length) {
      this.values.copyWithin(0, this.length - this.reach);
      this.length = this.reach;
    }
    this.values[this.length++] = value;
  }

  /** In units of the series. Undefined while there are fewer earlier shapes than neighbours. */
  distance(): number | undefined {
    const { shapeLength, memory, neighbours } = this.options;
    const farthest = Math.min(memory, this.length - shapeLength);
    if (farthest - shapeLength + 1 < neighbours) return undefined;
    this.nearest.fill(Infinity);
    for (let lag = shapeLength; lag <= farthest; lag++) this.compare(lag);
    let sum = 0;
    for (const square of this.nearest) sum += Math.sqrt(square);
    return sum / neighbours;
  }

  /** Sums until it is clear that the shape `lag` points back is none of the nearest. */
  private compare(lag: number): void {
    const { values, nearest } = this;
    const last = nearest.length - 1;
    const limit = nearest[last] ?? Infinity;
    const end = this.length - 1;
    let square = 0;
    for (let at = end; at > end - this.options.shapeLength; at--) {
      const difference = (values[at] ?? 0) - (values[at - lag] ?? 0);
      square += difference * difference;
      if (square >= limit) return;
    }
    let place = last;
    for (; place > 0 && (nearest[place - 1] ?? 0) > square; place--) nearest[place] = nearest[place - 1] ?? 0;
    nearest[place] = square;
  }
}
