import type { JsonValue } from './json';

/** Whose data is meant. */
export interface DataSubject {
  readonly organisationId: string;
  readonly userId: string;
}

/**
 * A place that keeps data of users. Every feature that does contributes one, so that "give me all of mine" and "delete all of
 * mine" mean all: conversations, cached answers, sessions, counters, usage. It is named in the answer and in docs/privacy.md.
 */
export abstract class PersonalData {
  /** Unique, such as `conversations`: a member of the export and of the report on an erasure. */
  abstract readonly name: string;

  /**
   * Whether some of it is in the database. What is not is erased before the unit of work begins: it may take longer than a
   * transaction should.
   */
  readonly isInDatabase: boolean = true;

  /**
   * Everything that is kept of the user, in pieces of a bounded size and without secrets. Ends early when the signal aborts.
   */
  abstract export(subject: DataSubject, signal: AbortSignal): AsyncIterable<JsonValue>;

  /**
   * Deletes or makes anonymous everything that is kept of the user, and returns how many things that were. What is in the database
   * goes in the unit of work that runs; what is in Redis or memory goes at once, and is done again without harm when the unit is
   * tried again. Throws when it could not: then nothing counts as erased.
   */
  abstract erase(subject: DataSubject): Promise<number>;
}

/** All places that keep data of users. One per program; features add theirs when they start. */
export class PersonalDataRegistry {
  private readonly places = new Map<string, PersonalData>();

  /** Throws an Error when the name is taken: a mistake of the program. */
  add(place: PersonalData): void {
    if (this.places.has(place.name)) throw new Error(`Two places of personal data are named ${place.name}.`);
    this.places.set(place.name, place);
  }

  /** In the order of their names. */
  all(): PersonalData[] {
    return [...this.places.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  }
}
