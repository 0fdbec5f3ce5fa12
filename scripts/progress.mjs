// Says what a script does: one line at once, a sign of life while it lasts, and how long it took.

const SIGN_OF_LIFE_MS = 10_000;

/** Prints one line of a script. */
export function say(line) {
  process.stdout.write(`${line}\n`);
}

/**
 * Runs an action that takes longer than a moment.
 *
 * @param {string} what such as `Installing packages`.
 * @param {() => Promise<T>} action
 * @returns {Promise<T>} the action's result.
 * @template T
 */
export async function withProgress(what, action) {
  const began = performance.now();
  const seconds = () => `${((performance.now() - began) / 1000).toFixed(1)} s`;
  say(`${what} …`);
  const timer = setInterval(() => say(`  still at it (${seconds()})`), SIGN_OF_LIFE_MS);
  try {
    const result = await action();
    say(`  done in ${seconds()}`);
    return result;
  } finally {
    clearInterval(timer);
  }
}
