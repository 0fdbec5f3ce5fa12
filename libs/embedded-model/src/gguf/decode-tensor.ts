import { ModelFileError } from '../model-file-error';
import type { GgufFile } from './gguf-file';

const F32 = 0;
const F16 = 1;
const Q8_0 = 8;
/** Values of one q8_0 block, and its bytes: an f16 scale and an int8 for each value. */
const BLOCK_VALUES = 32;
const BLOCK_BYTES = 34;

/**
 * The values of a tensor as 32-bit floats, row after row, in an array that `allocate` makes. `shape` is what the tensor must
 * have, innermost dimension first.
 * Throws {@link ModelFileError} for a tensor that is missing, of another shape or type, or beyond the end of the file.
 */
export function decodeTensor(
  file: GgufFile,
  name: string,
  shape: readonly number[],
  allocate: (count: number) => Float32Array,
): Float32Array {
  const tensor = file.tensors.get(name);
  if (tensor === undefined) throw new ModelFileError(`The model file lacks the tensor ${name}.`);
  const { dimensions, type, offset } = tensor;
  if (dimensions.length !== shape.length || dimensions.some((size, i) => size !== shape[i])) {
    throw new ModelFileError(`The tensor ${name} is ${dimensions.join(' x ')}, not ${shape.join(' x ')}.`);
  }
  const count = shape.reduce((product, size) => product * size, 1);
  const end = offset + sizeBytes(name, type, count);
  if (end > file.bytes.byteLength) throw new ModelFileError('The model file is cut off.');
  const view = new DataView(file.bytes.buffer, file.bytes.byteOffset + offset, end - offset);
  const values = allocate(count);
  if (type === F32) for (let i = 0; i < count; i++) values[i] = view.getFloat32(i * 4, true);
  else if (type === F16) for (let i = 0; i < count; i++) values[i] = fromHalf(view.getUint16(i * 2, true));
  else decodeBlocks(view, values);
  return values;
}

function sizeBytes(name: string, type: number, count: number): number {
  if (type === F32) return count * 4;
  if (type === F16) return count * 2;
  if (type !== Q8_0)
    throw new ModelFileError(`The tensor ${name} has the type ${type}; f32, f16 and q8_0 are supported.`);
  if (count % BLOCK_VALUES !== 0) throw new ModelFileError(`The tensor ${name} does not fill its blocks.`);
  return (count / BLOCK_VALUES) * BLOCK_BYTES;
}

function decodeBlocks(view: DataView, values: Float32Array): void {
  for (let block = 0; block * BLOCK_VALUES < values.length; block++) {
    const at = block * BLOCK_BYTES;
    const scale = fromHalf(view.getUint16(at, true));
    for (let i = 0; i < BLOCK_VALUES; i++) values[block * BLOCK_VALUES + i] = scale * view.getInt8(at + 2 + i);
  }
}

/** IEEE 754 binary16 to a number. */
export function fromHalf(bits: number): number {
  const sign = (bits & 0x8000) === 0 ? 1 : -1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction === 0 ? sign * Infinity : NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}
