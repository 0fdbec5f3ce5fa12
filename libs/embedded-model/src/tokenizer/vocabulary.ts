import { MetadataFields } from '../gguf/metadata-fields';
import type { GgufFile } from '../gguf/gguf-file';
import { ModelFileError } from '../model-file-error';

const CONTROL = 3;
const BYTE = 6;
const UNKNOWN = 2;

/** The pieces of text a model knows, with the rank by which they are merged. */
export interface Vocabulary {
  /** By token id. */
  pieces: readonly string[];
  /** By token id; of two possible merges the higher one is made first. */
  scores: readonly number[];
  /** Ids of the pieces that text can become; control tokens are not among them. */
  textIds: ReadonlyMap<string, number>;
  /** Ids of the tokens that stand for one byte, by the byte. */
  byteIds: readonly number[];
  /** The byte of such a token, by its id; -1 for all others. */
  bytes: Int16Array;
  /** Ids of control tokens by their name. */
  controlIds: ReadonlyMap<string, number>;
  beginId: number;
  endId: number;
}

/** Reads the vocabulary of an SPM tokenizer with all 256 byte tokens. Throws {@link ModelFileError} for any other. */
export function readVocabulary({ metadata }: GgufFile): Vocabulary {
  const fields = new MetadataFields(metadata);
  if (fields.text('tokenizer.ggml.model') !== 'llama') {
    throw new ModelFileError('Only SPM tokenizers (tokenizer.ggml.model = llama) are supported.');
  }
  const pieces = fields.texts('tokenizer.ggml.tokens');
  const scores = fields.numbers('tokenizer.ggml.scores');
  const types = fields.numbers('tokenizer.ggml.token_type');
  if (scores.length !== pieces.length || types.length !== pieces.length) {
    throw new ModelFileError('The lists of tokens, scores and types differ in length.');
  }
  const textIds = new Map<string, number>();
  const controlIds = new Map<string, number>();
  const byteIds: number[] = [];
  const bytes = new Int16Array(pieces.length).fill(-1);
  pieces.forEach((piece, id) => {
    const type = types[id];
    if (type === CONTROL) controlIds.set(piece, id);
    else if (type === BYTE) {
      const byte = Number.parseInt(piece.slice(3, 5), 16);
      byteIds[byte] = id;
      bytes[id] = byte;
    } else if (type !== UNKNOWN && !textIds.has(piece)) textIds.set(piece, id);
  });
  for (let byte = 0; byte < 256; byte++) {
    if (byteIds[byte] === undefined) throw new ModelFileError('The vocabulary lacks a byte token.');
  }
  const beginId = fields.number('tokenizer.ggml.bos_token_id');
  const endId = fields.number('tokenizer.ggml.eos_token_id');
  return { pieces, scores, textIds, byteIds, bytes, controlIds, beginId, endId };
}
