const MOST_ROUNDS = 4;

/**
 * Does `once` until it changes nothing more, so that doing it to the result changes nothing either. A text that is still
 * changing after four rounds was built to do so: it is kept as it came.
 */
export function stable(text: string, once: (text: string) => string): string {
  let current = text;
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const next = once(current);
    if (next === current) return current;
    current = next;
  }
  return once(current) === current ? current : text;
}
