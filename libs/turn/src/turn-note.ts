import type { TurnContext } from './turn-context';

/**
 * What one layer has to remember of a turn between its `begin` and its `handle`. One for each layer, made with it. It lies in the
 * context and goes with it; a fork has none. (A WeakMap by context would cost ten times as much: each entry is work for the collector.)
 */
export class TurnNote<T> {
  /** Undefined: nothing was noted. */
  get(context: TurnContext): T | undefined {
    return context.notes?.get(this) as T | undefined;
  }

  set(context: TurnContext, value: T): void {
    context.notes ??= new Map();
    context.notes.set(this, value);
  }
}
