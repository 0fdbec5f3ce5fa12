import { MetadataFields } from '../gguf/metadata-fields';
import type { GgufFile } from '../gguf/gguf-file';
import { ModelFileError } from '../model-file-error';

const DEFAULT_ROPE_BASE = 10_000;

/** The sizes of a network of the Llama architecture. */
export interface LlamaShape {
  width: number;
  layers: number;
  heads: number;
  /** Heads that keys and values have; each serves `heads / keyHeads` heads. */
  keyHeads: number;
  headWidth: number;
  /** Values of a head that are rotated by position; an even number. */
  rotatedWidth: number;
  ropeBase: number;
  feedForward: number;
  vocabulary: number;
  /** Most tokens of a prompt with its reply. */
  contextLength: number;
  epsilon: number;
}

/** Reads the shape from a file's metadata. Throws {@link ModelFileError} for another architecture or sizes that do not fit. */
export function readLlamaShape({ metadata }: GgufFile): LlamaShape {
  const fields = new MetadataFields(metadata);
  const architecture = fields.text('general.architecture');
  if (architecture !== 'llama') throw new ModelFileError('Only the architecture llama is supported.');
  const width = fields.size('llama.embedding_length');
  const heads = fields.size('llama.attention.head_count');
  const keyHeads = fields.size('llama.attention.head_count_kv', heads);
  const headWidth = fields.size('llama.attention.key_length', width / heads);
  const shape: LlamaShape = {
    width,
    heads,
    keyHeads,
    headWidth,
    layers: fields.size('llama.block_count'),
    rotatedWidth: fields.size('llama.rope.dimension_count', headWidth),
    ropeBase: fields.number('llama.rope.freq_base', DEFAULT_ROPE_BASE),
    feedForward: fields.size('llama.feed_forward_length'),
    vocabulary: fields.texts('tokenizer.ggml.tokens').length,
    contextLength: fields.size('llama.context_length'),
    epsilon: fields.number('llama.attention.layer_norm_rms_epsilon'),
  };
  if (heads % keyHeads !== 0 || shape.rotatedWidth % 2 !== 0 || shape.rotatedWidth > headWidth) {
    throw new ModelFileError('The numbers of heads, or the rotated part of them, do not fit together.');
  }
  if ([width, headWidth, shape.feedForward].some((columns) => columns % 4 !== 0)) {
    throw new ModelFileError('The widths of the network must be multiples of 4.');
  }
  return shape;
}
