const ONE_STOP_MS = 1_000;

/**
 * Makes one of all stop signals (SIGINT, SIGTERM) that come within a second of the first. On Ctrl-C the terminal signals
 * every process of the group, and npm and `npm run dev` pass their own on: without this the server would take one Ctrl-C
 * for several, which means "leave at once and let nothing finish".
 */
export function mergeRepeatedSignals() {
  const emit = process.emit;
  let last = -Infinity;
  process.emit = (name, ...args) => {
    if (name === 'SIGINT' || name === 'SIGTERM') {
      const now = performance.now();
      if (now - last < ONE_STOP_MS) return true;
      last = now;
    }
    return emit.call(process, name, ...args);
  };
}
