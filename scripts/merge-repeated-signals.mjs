const SAME_SIGNAL_MS = 1_000;

/**
 * Makes one of two equal stop signals that come within a second of each other. On Ctrl-C the terminal signals every process
 * of the group, and npm passes its own copy on: without this the server would take one Ctrl-C for two, which means "leave
 * at once and let nothing finish".
 *
 * @param {NodeJS.EventEmitter} [source] who emits the signals; this process unless a test says otherwise.
 * @param {() => number} [now] monotonic milliseconds.
 */
export function mergeRepeatedSignals(source = process, now = () => performance.now()) {
  const emit = source.emit;
  const seen = new Map();
  source.emit = (name, ...args) => {
    if (name === 'SIGINT' || name === 'SIGTERM') {
      const since = now() - (seen.get(name) ?? -Infinity);
      if (since < SAME_SIGNAL_MS) return true;
      seen.set(name, now());
    }
    return emit.call(source, name, ...args);
  };
}
