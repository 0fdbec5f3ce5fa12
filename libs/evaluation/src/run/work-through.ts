/**
 * Does the work of every item in order, at most `concurrency` at a time. Rejects with the first error, after the signal that the others
 * are given has aborted and they have ended.
 */
export async function workThrough<T>(
  items: readonly T[],
  concurrency: number,
  work: (item: T, signal: AbortSignal) => Promise<void>,
  signal: AbortSignal,
): Promise<void> {
  const stop = new AbortController();
  const all = AbortSignal.any([signal, stop.signal]);
  const open = items.values();
  const worker = async (): Promise<void> => {
    for (const item of open) {
      all.throwIfAborted();
      await work(item, all);
    }
  };
  const workers = Array.from({ length: Math.min(concurrency, items.length) }, worker);
  try {
    await Promise.all(workers);
  } catch (error) {
    stop.abort();
    await Promise.allSettled(workers);
    throw error;
  }
}
