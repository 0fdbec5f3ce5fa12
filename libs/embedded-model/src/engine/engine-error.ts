/**
 * Why the engine could not answer. `overloaded`: the queue is full; `unloadable`: the model file cannot be used; `crashed`: the
 * thread died under the request, the next one gets a fresh thread; `closed`: the engine was closed.
 */
export type EngineFailure = 'overloaded' | 'unloadable' | 'crashed' | 'closed';

/** The engine could not answer. */
export class EngineError extends Error {
  constructor(
    readonly failure: EngineFailure,
    message: string,
    /** When a place in the queue is likely to be free, milliseconds. Only for `overloaded`. */
    readonly retryAfterMs?: number,
  ) {
    super(message);
    this.name = new.target.name;
  }
}
