/** A labelled example: `y` is 1 for in scope, 0 for not; `weight` says how much it counts. */
export interface Example {
  features: Readonly<Record<string, number>>;
  y: 0 | 1;
  weight: number;
}

/** What was fitted. */
export interface LogisticFit {
  bias: number;
  weights: Record<string, number>;
}

const ROUNDS = 4000;
const STEP = 0.5;
const MOMENTUM = 0.9;

/**
 * Logistic regression with an L2 penalty, by gradient descent with momentum over all examples. Deterministic. `penalty` is
 * per weight and example.
 */
export function fitLogistic(examples: readonly Example[], penalty: number): LogisticFit {
  const names = Object.keys(examples[0]?.features ?? {});
  const rows = examples.map(({ features }) => Float64Array.from(names, (name) => features[name] ?? 0));
  const weights = new Float64Array(names.length + 1);
  const speed = new Float64Array(names.length + 1);
  const total = examples.reduce((sum, { weight }) => sum + weight, 0);
  for (let round = 0; round < ROUNDS; round++) {
    const gradient = Float64Array.from(weights, (weight, i) => (i === names.length ? 0 : penalty * weight));
    examples.forEach(({ y, weight }, index) => {
      const row = rows[index] as Float64Array;
      let sum = weights[names.length] as number;
      for (let i = 0; i < row.length; i++) sum += (weights[i] as number) * (row[i] as number);
      const error = (weight * (1 / (1 + Math.exp(-sum)) - y)) / total;
      for (let i = 0; i < row.length; i++) gradient[i] = (gradient[i] as number) + error * (row[i] as number);
      gradient[names.length] = (gradient[names.length] as number) + error;
    });
    for (let i = 0; i < weights.length; i++) {
      speed[i] = MOMENTUM * (speed[i] as number) - STEP * (gradient[i] as number);
      weights[i] = (weights[i] as number) + (speed[i] as number);
    }
  }
  const rounded = (value: number): number => Math.round(value * 1e4) / 1e4;
  return {
    bias: rounded(weights[names.length] as number),
    weights: Object.fromEntries(names.map((name, i) => [name, rounded(weights[i] as number)])),
  };
}
