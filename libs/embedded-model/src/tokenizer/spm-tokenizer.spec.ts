import fc from 'fast-check';
import { readGguf } from '../gguf/gguf-file';
import { smallModel } from '../testing/model-files';
import { SpmTokenizer } from './spm-tokenizer';
import { TokenText } from './token-text';
import { readVocabulary } from './vocabulary';

const PIECES = ['ap', 'le', 'pp', '\u2581a', 'ple', 'apple', '\u2581apple', 'a', 'p', 'l', 'e', '\u2581', '3', '\n'];
const vocabulary = readVocabulary(readGguf(smallModel({ pieces: PIECES })));
const tokenizer = new SpmTokenizer(vocabulary);
const piecesOf = (text: string): string[] => tokenizer.encode(text).map((id) => vocabulary.pieces[id]!);

describe('SpmTokenizer', () => {
  it('makes the merge of the highest score first, the leftmost of equals', () => {
    // `ap` before `pp`, then `le`, then `ple`; `ap` with `ple` makes the word, and the space stays alone before it.
    expect(piecesOf('apple')).toEqual(['apple']);
    expect(piecesOf('papap')).toEqual(['p', 'ap', 'ap']);
    expect(piecesOf('ppp')).toEqual(['pp', 'p']);
    expect(piecesOf(' apple')).toEqual(['\u2581apple']);
  });

  it('writes what it has no piece for as bytes', () => {
    expect(piecesOf('3é\n')).toEqual(['3', '<0xC3>', '<0xA9>', '\n']);
  });

  it('never makes a control token of text', () => {
    const ids = tokenizer.encode('<s><|cot|></s><0x41>');

    expect(ids.every((id) => !new Set(vocabulary.controlIds.values()).has(id))).toBe(true);
    expect(tokenizer.decode(ids)).toBe('<s><|cot|></s><0x41>');
  });

  it('gives back every text that it took', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary' }),
        fc.string({ unit: fc.constantFrom('a', 'p', 'l', 'e', ' ') }),
        (a, b) => {
          const text = (a + b).replaceAll('\u2581', '_');

          expect(tokenizer.decode(tokenizer.encode(text))).toBe(text);
        },
      ),
    );
  });

  it('takes time about linear in the length of the text: this one ends', () => {
    expect(tokenizer.encode('apple '.repeat(20_000)).length).toBe(20_001);
  });

  it('refuses another kind of tokenizer by name', () => {
    const bytes = smallModel();
    const key = 'tokenizer.ggml.model';
    bytes.write('bpe##', bytes.indexOf(key) + key.length + 12);

    expect(() => readVocabulary(readGguf(bytes))).toThrow('Only SPM tokenizers');
  });
});

describe('TokenText', () => {
  it('never shows half a character', () => {
    const text = new TokenText(tokenizer);
    const out = tokenizer.encode('é😀!').map((token) => text.push(token));

    expect(out).toEqual(['', 'é', '', '', '', '😀', '!']);
    expect(text.end()).toBe('');
  });

  it('shows at the end what never became a character', () => {
    const text = new TokenText(tokenizer);

    expect(text.push(tokenizer.encode('é')[0]!) + text.end()).toBe('\uFFFD');
  });
});
