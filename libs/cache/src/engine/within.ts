/** The result, or undefined when it fails, does not come in time, or the signal aborts. */
export async function within<T>(promise: Promise<T>, mostMs: number, signal?: AbortSignal): Promise<T | undefined> {
  let stop: () => void = () => undefined;
  const late = new Promise<undefined>((resolve) => {
    const timer = setTimeout(() => resolve(undefined), Math.max(0, mostMs));
    const onAbort = (): void => resolve(undefined);
    signal?.addEventListener('abort', onAbort, { once: true });
    stop = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
    };
  });
  try {
    return await Promise.race([promise.catch(() => undefined), late]);
  } finally {
    stop();
  }
}
