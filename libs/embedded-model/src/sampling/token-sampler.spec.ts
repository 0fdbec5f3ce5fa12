import { logProbability } from './log-probability';
import { TokenSampler, type SamplingOptions } from './token-sampler';

const LOGITS = Float32Array.from([0, 3, 1, 2, 9]);
/** Token 4 is not to be drawn. */
const sampler = (options: SamplingOptions): TokenSampler => new TokenSampler(options, 5, (token) => token !== 4);

function shares(options: SamplingOptions, draws = 20_000): number[] {
  const drawing = sampler({ seed: 7, ...options });
  const counts = [0, 0, 0, 0, 0];
  for (let i = 0; i < draws; i++) counts[drawing.draw(LOGITS)]!++;
  return counts.map((count) => count / draws);
}

describe('TokenSampler', () => {
  it('takes the most probable of the tokens that may be drawn, at temperature 0', () => {
    expect(sampler({}).draw(LOGITS)).toBe(1);
  });

  it.each([0.5, 1, 2])('draws by the probabilities at temperature %d', (temperature) => {
    const exponentials = [0, 3, 1, 2].map((logit) => Math.exp(logit / temperature));
    const total = exponentials.reduce((a, b) => a + b);
    const drawn = shares({ temperature });

    exponentials.forEach((value, token) => expect(drawn[token]).toBeCloseTo(value / total, 1.7));
    expect(drawn[4]).toBe(0);
  });

  it('leaves out what is beyond top-k and top-p', () => {
    expect(shares({ temperature: 1, topK: 2 }).map((share) => share > 0)).toEqual([false, true, false, true, false]);
    // The best has 0.64 of the probability, the best two 0.88.
    expect(shares({ temperature: 1, topP: 0.6 })[1]).toBe(1);
    expect(shares({ temperature: 1, topP: 0.7 }).map((share) => share > 0)).toEqual([false, true, false, true, false]);
  });

  it('draws the same with the same seed, and else with another', () => {
    const draws = (seed: number): number[] => {
      const drawing = sampler({ temperature: 2, seed });
      return Array.from({ length: 20 }, () => drawing.draw(LOGITS));
    };

    expect(draws(1)).toEqual(draws(1));
    expect(draws(1)).not.toEqual(draws(2));
  });
});

describe('logProbability', () => {
  it('is the logarithm of the softmax, also of a part of a batch', () => {
    const batch = Float32Array.from([5, 5, 0, Math.log(3)]);

    expect(logProbability(batch, 1, 2, 2)).toBeCloseTo(Math.log(0.75), 6);
    expect(logProbability(Float32Array.from([1000, 1000]), 0)).toBeCloseTo(Math.log(0.5), 6);
  });
});
