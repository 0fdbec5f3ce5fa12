import { loadModel } from '../inference/load-model';
import { ModelFileError } from '../model-file-error';
import { smallModel } from '../testing/model-files';
import { readGguf } from './gguf-file';

describe('readGguf', () => {
  const bytes = smallModel();

  it('reads scalars, texts and lists, and where the tensors are', () => {
    const { metadata, tensors } = readGguf(bytes);

    expect(metadata.get('general.architecture')).toBe('llama');
    expect(metadata.get('llama.context_length')).toBe(128);
    expect(metadata.get('tokenizer.ggml.add_bos_token')).toBe(true);
    expect(metadata.get('tokenizer.ggml.tokens')).toHaveLength(262);
    expect(tensors.get('token_embd.weight')).toMatchObject({ dimensions: [32, 262], type: 0 });
    expect(tensors.get('token_embd.weight')!.offset % 32).toBe(0);
  });

  it('reads from a view into a larger buffer', () => {
    const larger = Buffer.concat([Buffer.alloc(7, 0xff), bytes]);

    expect(readGguf(larger.subarray(7)).tensors).toEqual(readGguf(bytes).tensors);
  });

  it('refuses what is no GGUF file of version 3', () => {
    const other = Buffer.from(bytes);
    other.writeUInt32LE(2, 4);

    expect(() => readGguf(Buffer.from('PK\u0003\u0004 something else'))).toThrow('no GGUF file');
    expect(() => readGguf(other)).toThrow('version 2 is not supported');
  });

  it('says of a file cut anywhere that it is cut off', () => {
    for (let length = 4; length < bytes.length; length += 997) {
      expect(() => loadModel(bytes.subarray(0, length))).toThrow(ModelFileError);
    }
  });

  it('ends in a clear error, and soon, whatever byte is damaged', () => {
    for (let at = 0; at < 5000; at += 13) {
      const damaged = Buffer.from(bytes);
      damaged[at] = 0xff;
      try {
        loadModel(damaged);
      } catch (error) {
        expect(error).toBeInstanceOf(ModelFileError);
      }
    }
  });

  it('names the tensor that is missing or of another shape', () => {
    const renamed = Buffer.from(bytes);
    renamed.write('blk.7', renamed.indexOf('blk.0.attn_k.weight'));
    const text = 'llama.feed_forward_length';
    const reshaped = Buffer.from(bytes);
    reshaped.writeUInt32LE(60, reshaped.indexOf(text) + text.length + 4);
    const odd = Buffer.from(bytes);
    odd.writeUInt32LE(63, odd.indexOf(text) + text.length + 4);

    expect(() => loadModel(odd)).toThrow('multiples of 4');
    expect(() => loadModel(renamed)).toThrow('lacks the tensor blk.0.attn_k.weight');
    expect(() => loadModel(reshaped)).toThrow('blk.0.ffn_gate.weight is 32 x 64, not 32 x 60');
  });
});
