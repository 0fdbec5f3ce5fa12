import { once } from 'node:events';

const STOP_SIGNALS = ['SIGINT', 'SIGTERM'] as const;

/** Aborted by the first stop signal that this process gets. A second one leaves at once, with 1. */
export function listenForStop(): AbortSignal {
  const controller = new AbortController();
  for (const signal of STOP_SIGNALS) {
    process.on(signal, () => {
      if (controller.signal.aborted) process.exit(1);
      controller.abort(new Error('Stopped before it was ready.'));
    });
  }
  return controller.signal;
}

/** Resolves when the signal is aborted, at once when it is already. */
export async function untilStopped(stop: AbortSignal): Promise<void> {
  if (!stop.aborted) await once(stop, 'abort');
}
