import { smallModel } from '../testing/model-files';
import { decodeTensor, fromHalf } from './decode-tensor';
import { readGguf } from './gguf-file';

const allocate = (count: number): Float32Array => new Float32Array(count);

describe('decodeTensor', () => {
  const read = (matrices: 'f32' | 'f16' | 'q8_0'): Float32Array =>
    decodeTensor(readGguf(smallModel({ matrices })), 'blk.0.ffn_up.weight', [32, 64], allocate);
  const exact = read('f32');

  it.each([
    ['f16', 2 ** -11],
    ['q8_0', 0.5 / 127],
  ] as const)('gives the values of %s as near as the type can hold them', (type, error) => {
    const values = read(type);

    expect(values).toHaveLength(exact.length);
    values.forEach((value, i) => expect(Math.abs(value - exact[i]!)).toBeLessThan(error));
  });

  it('refuses a type that it does not know', () => {
    const bytes = smallModel();
    const name = 'blk.0.ffn_up.weight';
    bytes.writeUInt32LE(2, bytes.indexOf(name) + name.length + 4 + 16);

    expect(() => decodeTensor(readGguf(bytes), name, [32, 64], allocate)).toThrow('has the type 2');
  });
});

describe('fromHalf', () => {
  it.each([
    [0x0000, 0],
    [0x3c00, 1],
    [0xc000, -2],
    [0x7bff, 65504],
    [0x0400, 2 ** -14],
    [0x0001, 2 ** -24],
    [0x3555, 0.333251953125],
    [0x7c00, Infinity],
    [0xfc00, -Infinity],
    [0x7e00, NaN],
  ])('reads %i as %d', (bits, value) => {
    expect(fromHalf(bits)).toBe(value);
  });
});
