import { readGguf } from '../gguf/gguf-file';
import { ModelFileError } from '../model-file-error';
import { readLlamaShape } from '../network/llama-shape';
import { LlamaNetwork } from '../network/llama-network';
import { readLlamaWeights } from '../network/llama-weights';
import { NetworkMemory } from '../network/network-memory';
import { SpmTokenizer } from '../tokenizer/spm-tokenizer';
import { readVocabulary, type Vocabulary } from '../tokenizer/vocabulary';

/** A model file, ready to run. */
export interface LoadedModel {
  vocabulary: Vocabulary;
  tokenizer: SpmTokenizer;
  network: LlamaNetwork;
}

/** Loads a GGUF file of the Llama architecture with an SPM tokenizer. Throws {@link ModelFileError} with the reason. */
export function loadModel(bytes: Uint8Array): LoadedModel {
  const file = readGguf(bytes);
  const vocabulary = readVocabulary(file);
  const shape = readLlamaShape(file);
  for (const id of [vocabulary.beginId, vocabulary.endId]) {
    if (vocabulary.pieces[id] === undefined) throw new ModelFileError('A control token is not in the vocabulary.');
  }
  const memory = new NetworkMemory();
  const network = new LlamaNetwork(shape, readLlamaWeights(file, shape, memory), memory);
  return { vocabulary, tokenizer: new SpmTokenizer(vocabulary), network };
}
