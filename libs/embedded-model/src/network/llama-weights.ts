import { decodeTensor } from '../gguf/decode-tensor';
import type { GgufFile } from '../gguf/gguf-file';
import type { LlamaShape } from './llama-shape';

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

/** Decodes every weight. Memory: four bytes a parameter. Throws `ModelFileError` for a missing or misshapen tensor. */
export function readLlamaWeights(file: GgufFile, shape: LlamaShape): LlamaWeights {
  const { width, vocabulary } = shape;
  const embedding = decodeTensor(file, 'token_embd.weight', [width, vocabulary]);
  return {
    embedding,
    layers: Array.from({ length: shape.layers }, (_, layer) => readLayer(file, shape, layer)),
    outputNorm: decodeTensor(file, 'output_norm.weight', [width]),
    output: file.tensors.has('output.weight') ? decodeTensor(file, 'output.weight', [width, vocabulary]) : embedding,
  };
}

function readLayer(file: GgufFile, shape: LlamaShape, layer: number): LayerWeights {
  const { width, heads, keyHeads, headWidth, feedForward } = shape;
  const read = (name: string, ...dimensions: number[]): Float32Array =>
    decodeTensor(file, `blk.${layer}.${name}.weight`, dimensions);
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
