import { decodeTensor } from '../gguf/decode-tensor';
import type { GgufFile } from '../gguf/gguf-file';
import type { LlamaShape } from './llama-shape';
import type { NetworkMemory } from './network-memory';

/** The weights of one layer, each matrix row after row. */
export interface LayerWeights {
  attentionNorm: Float32Array;
  query: Float32Array;
  key: Float32Array;
  value: Float32Array;
  attentionOutput: Float32Array;
  feedForwardNorm: Float32Array;
  gate: Float32Array;
  up: Float32Array;
  down: Float32Array;
}

/** All weights, as 32-bit floats. */
export interface LlamaWeights {
  embedding: Float32Array;
  layers: readonly LayerWeights[];
  outputNorm: Float32Array;
  /** The embedding itself where the file has no output matrix of its own. */
  output: Float32Array;
}

/** Decodes every weight into the memory: four bytes a parameter. Throws `ModelFileError` for a missing or misshapen tensor. */
export function readLlamaWeights(file: GgufFile, shape: LlamaShape, memory: NetworkMemory): LlamaWeights {
  const { width, vocabulary } = shape;
  const read: Reader = (name, ...dimensions) =>
    decodeTensor(file, `${name}.weight`, dimensions, (count) => memory.floats(count));
  const embedding = read('token_embd', width, vocabulary);
  return {
    embedding,
    layers: Array.from({ length: shape.layers }, (_, layer) =>
      readLayer((name, ...dimensions) => read(`blk.${layer}.${name}`, ...dimensions), shape),
    ),
    outputNorm: read('output_norm', width),
    output: file.tensors.has('output.weight') ? read('output', width, vocabulary) : embedding,
  };
}

/** The tensor of a name, innermost dimension first. */
type Reader = (name: string, ...dimensions: number[]) => Float32Array;

function readLayer(read: Reader, shape: LlamaShape): LayerWeights {
  const { width, heads, keyHeads, headWidth, feedForward } = shape;
  return {
    attentionNorm: read('attn_norm', width),
    query: read('attn_q', width, heads * headWidth),
    key: read('attn_k', width, keyHeads * headWidth),
    value: read('attn_v', width, keyHeads * headWidth),
    attentionOutput: read('attn_output', heads * headWidth, width),
    feedForwardNorm: read('ffn_norm', width),
    gate: read('ffn_gate', width, feedForward),
    up: read('ffn_up', width, feedForward),
    down: read('ffn_down', feedForward, width),
  };
}
