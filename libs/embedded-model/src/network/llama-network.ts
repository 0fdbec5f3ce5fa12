import { Attention } from './attention';
import { KeyValueCache } from './key-value-cache';
import type { LlamaShape } from './llama-shape';
import type { LayerWeights, LlamaWeights } from './llama-weights';
import { BATCH, type NetworkMemory } from './network-memory';
import { RotaryPositions } from './rotary-positions';

/**
 * The forward pass of a Llama network (Touvron et al. 2023, arXiv:2302.13971): RMSNorm, rotary positions, attention with a
 * cache, SwiGLU. Works in buffers of its own, so an instance is used by one caller at a time.
 * Weights, caches and buffers lie in one memory.
 */
export class LlamaNetwork {
  private readonly positions: RotaryPositions;
  private readonly attention: Attention;
  /** Buffers for a batch, `[tokens x …]`. */
  private readonly state: Float32Array;
  private readonly normed: Float32Array;
  private readonly query: Float32Array;
  private readonly mixed: Float32Array;
  private readonly gate: Float32Array;
  private readonly up: Float32Array;
  private readonly logits: Float32Array;

  constructor(
    readonly shape: LlamaShape,
    private readonly weights: LlamaWeights,
    private readonly memory: NetworkMemory,
  ) {
    const { width, heads, headWidth, feedForward, vocabulary } = shape;
    const buffer = (size: number): Float32Array => memory.floats(BATCH * size);
    this.positions = new RotaryPositions(shape);
    this.attention = new Attention(shape, memory);
    this.state = buffer(width);
    this.normed = buffer(width);
    this.query = buffer(heads * headWidth);
    this.mixed = buffer(heads * headWidth);
    this.gate = buffer(feedForward);
    this.up = buffer(feedForward);
    this.logits = buffer(vocabulary);
  }

  /**
   * Reads 1 to {@link BATCH} tokens behind those in the cache and returns their logits, `[tokens x vocabulary]`: what would come
   * next behind each of them. The array is the network's own and holds until the next call. The caller keeps within the
   * context length.
   */
  read(tokens: readonly number[], cache: KeyValueCache): Float32Array {
    const { width, vocabulary, epsilon } = this.shape;
    this.fill(tokens, cache);
    normalise(this.normed, this.state, this.weights.outputNorm, { tokens: tokens.length, epsilon });
    this.memory.multiply(this.logits, this.weights.output, this.normed, {
      tokens: tokens.length,
      rows: vocabulary,
      columns: width,
    });
    return this.logits.subarray(0, tokens.length * vocabulary);
  }

  /** An empty cache for this network. It lives as long as the network does. */
  newCache(): KeyValueCache {
    return new KeyValueCache(this.shape, this.memory);
  }

  /** Reads tokens as {@link read} does, for what comes after them alone. */
  fill(tokens: readonly number[], cache: KeyValueCache): void {
    const { width } = this.shape;
    const first = cache.length;
    cache.add(tokens.length);
    tokens.forEach((token, i) => {
      this.state.set(this.weights.embedding.subarray(token * width, (token + 1) * width), i * width);
    });
    this.weights.layers.forEach((weights, layer) => {
      const cached = { keys: cache.keys[layer] as Float32Array, values: cache.values[layer] as Float32Array };
      this.attend(weights, cached, { first, tokens: tokens.length });
      this.feedForward(weights, tokens.length);
    });
  }

  private attend(weights: LayerWeights, cached: Cached, { first, tokens }: { first: number; tokens: number }): void {
    const { width, heads, keyHeads, headWidth, epsilon } = this.shape;
    const queryWidth = heads * headWidth;
    const keyWidth = keyHeads * headWidth;
    const size = { tokens, rows: keyWidth, columns: width };
    // The new keys and values go straight to their place in the cache.
    const keys = cached.keys.subarray(first * keyWidth);
    const values = cached.values.subarray(first * keyWidth);
    normalise(this.normed, this.state, weights.attentionNorm, { tokens, epsilon });
    this.memory.multiply(this.query, weights.query, this.normed, { tokens, rows: queryWidth, columns: width });
    this.memory.multiply(keys, weights.key, this.normed, size);
    this.memory.multiply(values, weights.value, this.normed, size);
    for (let token = 0; token < tokens; token++) {
      const position = first + token;
      for (let head = 0; head < heads; head++) {
        this.positions.rotate(this.query, token * queryWidth + head * headWidth, position);
      }
      for (let head = 0; head < keyHeads; head++) {
        this.positions.rotate(keys, token * keyWidth + head * headWidth, position);
      }
      this.attention.mix(this.mixed, this.query, cached, { start: token * queryWidth, position });
    }
    this.memory.multiply(this.normed, weights.attentionOutput, this.mixed, {
      tokens,
      rows: width,
      columns: queryWidth,
    });
    addTo(this.state, this.normed, tokens * width);
  }

  private feedForward(weights: LayerWeights, tokens: number): void {
    const { width, feedForward, epsilon } = this.shape;
    const { gate, up } = this;
    normalise(this.normed, this.state, weights.feedForwardNorm, { tokens, epsilon });
    this.memory.multiply(gate, weights.gate, this.normed, { tokens, rows: feedForward, columns: width });
    this.memory.multiply(up, weights.up, this.normed, { tokens, rows: feedForward, columns: width });
    for (let i = 0; i < tokens * feedForward; i++) {
      const value = gate[i] as number;
      gate[i] = (value / (1 + Math.exp(-value))) * (up[i] as number);
    }
    this.memory.multiply(this.normed, weights.down, gate, { tokens, rows: width, columns: feedForward });
    addTo(this.state, this.normed, tokens * width);
  }
}

interface Cached {
  keys: Float32Array;
  values: Float32Array;
}

/** `out = x / rms(x) * scale`, token by token (RMSNorm: Zhang and Sennrich 2019, arXiv:1910.07467). */
function normalise(
  out: Float32Array,
  x: Float32Array,
  scale: Float32Array,
  { tokens, epsilon }: { tokens: number; epsilon: number },
): void {
  const width = scale.length;
  for (let token = 0; token < tokens; token++) {
    const from = token * width;
    let squares = 0;
    for (let i = from; i < from + width; i++) squares += (x[i] as number) ** 2;
    const factor = 1 / Math.sqrt(squares / width + epsilon);
    for (let i = 0; i < width; i++) out[from + i] = (x[from + i] as number) * factor * (scale[i] as number);
  }
}

function addTo(out: Float32Array, x: Float32Array, count: number): void {
  for (let i = 0; i < count; i++) out[i] = (out[i] as number) + (x[i] as number);
}
