/** A place whose data is kept for a time that the operator sets. */
export abstract class RetainedData {
  /** Unique, lower case, such as `usage`; named in the report. */
  abstract readonly name: string;

  /** How long it is kept, milliseconds; undefined: for ever. */
  abstract readonly keptMs: number | undefined;

  /**
   * Removes what is older than a moment, epoch milliseconds, in pieces, and returns how many things that were. Stops early, without
   * harm, when the signal aborts. Doing it twice, or in two processes, does no harm.
   */
  abstract removeBefore(before: number, signal: AbortSignal): Promise<number>;
}

/** All places whose data is kept for a time. One per program; features add theirs when they start. */
export class RetentionRegistry {
  private readonly places = new Map<string, RetainedData>();

  /** Throws an Error when the name is taken: a mistake of the program. */
  add(place: RetainedData): void {
    if (this.places.has(place.name)) throw new Error(`Two places of retained data are named ${place.name}.`);
    this.places.set(place.name, place);
  }

  /** In the order of their names. */
  all(): RetainedData[] {
    return [...this.places.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  }
}
