import { readGguf } from '../gguf/gguf-file';
import { smallModel } from '../testing/model-files';
import { LlamaNetwork } from './llama-network';
import { readLlamaShape, type LlamaShape } from './llama-shape';
import { readLlamaWeights, type LlamaWeights } from './llama-weights';
import { NetworkMemory } from './network-memory';

const TOKENS = [1, 4, 100, 77, 230, 5, 9, 18, 200, 33, 250];

function network(options: Parameters<typeof smallModel>[0] = {}) {
  const file = readGguf(smallModel(options));
  const shape = readLlamaShape(file);
  const memory = new NetworkMemory();
  const weights = readLlamaWeights(file, shape, memory);
  const net = new LlamaNetwork(shape, weights, memory);
  return { shape, weights, network: net, cache: net.newCache() };
}

function expectNear(actual: ArrayLike<number>, expected: ArrayLike<number>): void {
  expect(actual.length).toBe(expected.length);
  const difference = Math.max(...Array.from(expected, (value, i) => Math.abs(value - actual[i]!)));
  expect(difference).toBeLessThan(1e-4);
}

describe('LlamaNetwork', () => {
  it.each([
    ['shared key heads and a tied output', { keyHeads: 1, tied: true }],
    ['a key head for each head and an output of its own', { keyHeads: 2, tied: false }],
  ])('computes what the formulas say, with %s', (_, options) => {
    const { shape, weights, network: net, cache } = network(options);
    const logits = net.read(TOKENS, cache);

    expectNear(logits.subarray(-shape.vocabulary), referenceLogits(shape, weights, TOKENS));
  });

  it('gives the same however the tokens are cut into batches', () => {
    const { shape, network: net, cache } = network();
    const whole = net.read(TOKENS, cache).slice(-shape.vocabulary);
    for (const size of [1, 3, 4, 7]) {
      const another = net.newCache();
      let last: Float32Array = new Float32Array();
      for (let at = 0; at < TOKENS.length; at += size) last = net.read(TOKENS.slice(at, at + size), another);
      expectNear(last.subarray(-shape.vocabulary), whole);
    }
  });

  it('goes on from wherever the cache was cut back to', () => {
    const { shape, network: net, cache } = network();
    const before = net.read(TOKENS, cache).slice(-shape.vocabulary);
    net.read([7, 8], cache);
    cache.truncate(TOKENS.length - 1);

    expect(cache.length).toBe(TOKENS.length - 1);
    expectNear(net.read(TOKENS.slice(-1), cache), before);
  });

  it('refuses another architecture, and heads that do not fit', () => {
    const other = smallModel();
    const key = 'general.architecture';
    other.write('gptx2', other.indexOf(key) + key.length + 12);
    const odd = smallModel();
    const count = 'llama.attention.head_count_kv';
    odd.writeUInt32LE(3, odd.indexOf(count) + count.length + 4);

    expect(() => readLlamaShape(readGguf(other))).toThrow('Only the architecture llama');
    expect(() => readLlamaShape(readGguf(odd))).toThrow('do not fit together');
  });
});

/**
 * The forward pass written down as the formulas have it: no cache, no batches, everything computed anew. Returns the logits
 * behind the last token.
 */
function referenceLogits(shape: LlamaShape, weights: LlamaWeights, tokens: readonly number[]): number[] {
  const { width, heads, keyHeads, headWidth, epsilon } = shape;
  let states = tokens.map((token) => [...weights.embedding.subarray(token * width, (token + 1) * width)]);
  for (const layer of weights.layers) {
    const normed = states.map((x) => norm(x, layer.attentionNorm, epsilon));
    const rotated = (matrix: Float32Array): number[][][] =>
      normed.map((x, position) => split(times(matrix, x), headWidth).map((head) => rotate(head, position, shape)));
    const queries = rotated(layer.query);
    const keys = rotated(layer.key);
    const values = normed.map((x) => split(times(layer.value, x), headWidth));
    states = states.map((x, now) => {
      const mixed = Array.from({ length: heads }, (_, head) => {
        const shared = Math.floor(head / (heads / keyHeads));
        const scores = keys
          .slice(0, now + 1)
          .map((key) => Math.exp(dot(queries[now]![head]!, key[shared]!) / Math.sqrt(headWidth)));
        const total = scores.reduce((a, b) => a + b);
        return Array.from({ length: headWidth }, (_, i) =>
          scores.reduce((sum, score, then) => sum + (score / total) * values[then]![shared]![i]!, 0),
        );
      });
      return add(x, times(layer.attentionOutput, mixed.flat()));
    });
    states = states.map((x) => {
      const input = norm(x, layer.feedForwardNorm, epsilon);
      const up = times(layer.up, input);
      const hidden = times(layer.gate, input).map((gate, i) => (gate / (1 + Math.exp(-gate))) * up[i]!);
      return add(x, times(layer.down, hidden));
    });
  }
  return times(weights.output, norm(states.at(-1)!, weights.outputNorm, epsilon));
}

const dot = (a: readonly number[], b: readonly number[]): number => a.reduce((sum, value, i) => sum + value * b[i]!, 0);
const add = (a: readonly number[], b: readonly number[]): number[] => a.map((value, i) => value + b[i]!);

function times(matrix: Float32Array, x: readonly number[]): number[] {
  return Array.from({ length: matrix.length / x.length }, (_, row) =>
    dot([...matrix.subarray(row * x.length, (row + 1) * x.length)], x),
  );
}

function norm(x: readonly number[], scale: Float32Array, epsilon: number): number[] {
  const rms = Math.sqrt(x.reduce((sum, value) => sum + value * value, 0) / x.length + epsilon);
  return x.map((value, i) => (value / rms) * scale[i]!);
}

function split(values: readonly number[], size: number): number[][] {
  return Array.from({ length: values.length / size }, (_, i) => values.slice(i * size, (i + 1) * size));
}

function rotate(head: readonly number[], position: number, { rotatedWidth, ropeBase }: LlamaShape): number[] {
  return head.map((value, i) => {
    if (i >= rotatedWidth) return value;
    const pair = Math.floor(i / 2);
    const angle = position / ropeBase ** ((2 * pair) / rotatedWidth);
    return i % 2 === 0
      ? value * Math.cos(angle) - head[i + 1]! * Math.sin(angle)
      : value * Math.cos(angle) + head[i - 1]! * Math.sin(angle);
  });
}
