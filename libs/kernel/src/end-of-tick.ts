import { setImmediate } from 'node:timers';

type Callback = () => void;

// Of the module, because the event loop is one for the process.
let waiting: Callback[] = [];

/**
 * Calls back at the end of this turn of the event loop, in the order of asking, all who asked in it together. Work that many requests
 * are to do goes on step by step for all of them then, so that each step's code is still in the processor's caches for the next one:
 * after one request has run alone through all of its steps, nothing of it is. On an idle server nothing waits for it. The callback
 * must not throw, and runs in the asynchronous context of whoever asked first.
 */
export function atEndOfTick(callback: Callback): void {
  if (waiting.push(callback) === 1) setImmediate(callAll);
}

/** Resolves at the end of this turn of the event loop; see {@link atEndOfTick}. */
export function endOfTick(): Promise<void> {
  return new Promise(atEndOfTick);
}

function callAll(): void {
  const callbacks = waiting;
  waiting = [];
  for (const callback of callbacks) callback();
}
