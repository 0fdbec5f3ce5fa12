/**
 * How likely the leading answer is the one that most samples would give, 0 to 1: the probability that its share is above
 * one half, under a Beta(v1 + 1, v2 + 1) belief after `v1` votes for it and `v2` for the runner-up (adaptive-consistency,
 * Aggarwal et al. 2023, arXiv:2305.11860, section 3). For whole votes the integral is a sum of binomial coefficients:
 * P(Bin(v1 + v2 + 1, 1/2) <= v1). Exact for up to 50 votes.
 */
export function leaderProbability(v1: number, v2: number): number {
  const n = v1 + v2 + 1;
  let coefficient = 1;
  let sum = 0;
  for (let j = 0; j <= v1; j++) {
    sum += coefficient;
    coefficient = (coefficient * (n - j)) / (j + 1);
  }
  return sum / 2 ** n;
}

/** From this on the vote counts as settled: the paper's threshold, at which it lost 0.04 points on average over 17 sets. */
export const SETTLED = 0.95;
