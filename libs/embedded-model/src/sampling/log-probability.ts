/**
 * Natural logarithm of the probability that logits give to a token, at temperature 1. The logits are those of one token in
 * a batch: `vocabulary` values from `start` on.
 */
export function logProbability(logits: Float32Array, token: number, start = 0, vocabulary = logits.length): number {
  let highest = -Infinity;
  for (let i = start; i < start + vocabulary; i++) if ((logits[i] as number) > highest) highest = logits[i] as number;
  let total = 0;
  for (let i = start; i < start + vocabulary; i++) total += Math.exp((logits[i] as number) - highest);
  return (logits[start + token] as number) - highest - Math.log(total);
}
