const STOP_SIGNALS = ['SIGINT', 'SIGTERM'] as const;

/** The first stop signal stops in order and leaves with 0, or with 1 when stopping fails. A second one leaves at once. */
export function stopOnSignal(stop: () => Promise<void>): void {
  let stopping = false;
  for (const signal of STOP_SIGNALS) {
    process.on(signal, () => {
      if (stopping) process.exit(1);
      stopping = true;
      stop().then(
        () => process.exit(0),
        (error: unknown) => {
          process.stderr.write(`Stopping failed: ${error instanceof Error ? error.message : 'unknown reason'}\n`);
          process.exit(1);
        },
      );
    });
  }
}
