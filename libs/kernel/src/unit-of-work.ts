/**
 * Makes several writes one: all of them last, or none does. What takes part finds the running unit by itself, so that
 * engines which know nothing of each other (an act and its audit entry) share one without passing it around.
 */
export abstract class UnitOfWork {
  /**
   * Runs the work as one unit, or as part of the unit that already runs. The work may be run again after a conflict, so
   * outside the unit it must change nothing, and everything in it has to be awaited.
   *
   * @throws AppError `storage_unavailable` when the store does not answer; whatever the work throws otherwise.
   */
  abstract run<T>(work: () => Promise<T>): Promise<T>;
}
