import { ModelFileError } from '../model-file-error';
import { ByteReader } from './byte-reader';

/** A metadata value: a scalar or a list of scalars. */
export type GgufValue = string | number | boolean | (string | number | boolean)[];

/** Where a tensor lies in the file. */
interface GgufTensor {
  /** Innermost dimension first, as GGUF has it: `[columns, rows]` of a matrix. */
  dimensions: number[];
  /** GGML type number: 0 f32, 1 f16, 8 q8_0. */
  type: number;
  /** From the beginning of the file, bytes. */
  offset: number;
}

/** The header of a GGUF file, beside the bytes it describes. */
export interface GgufFile {
  bytes: Uint8Array;
  metadata: ReadonlyMap<string, GgufValue>;
  tensors: ReadonlyMap<string, GgufTensor>;
}

const MAGIC = 0x46554747; // "GGUF", little endian
const VERSION = 3;
const DEFAULT_ALIGNMENT = 32;
const MAX_DIMENSIONS = 4;
const STRING = 8;
const ARRAY = 9;

/**
 * Reads the header of a GGUF file of version 3. Throws {@link ModelFileError} for anything else and for a file that ends
 * inside its header. Linear in the size of the header; the tensors are left where they are.
 * Format: https://github.com/ggml-org/ggml/blob/master/docs/gguf.md
 */
export function readGguf(bytes: Uint8Array): GgufFile {
  const reader = new ByteReader(bytes);
  if (reader.uint32() !== MAGIC) throw new ModelFileError('This is no GGUF file.');
  const version = reader.uint32();
  if (version !== VERSION) throw new ModelFileError(`GGUF version ${version} is not supported, only ${VERSION}.`);
  const tensorCount = reader.count();
  const metadata = readMetadata(reader, reader.count());
  const tensors = Array.from({ length: tensorCount }, () => readTensor(reader));
  const alignment = metadata.get('general.alignment') ?? DEFAULT_ALIGNMENT;
  if (typeof alignment !== 'number' || !(alignment > 0)) throw new ModelFileError('The alignment is no number.');
  const start = Math.ceil(reader.position / alignment) * alignment;
  return {
    bytes,
    metadata,
    tensors: new Map(tensors.map(([name, tensor]) => [name, { ...tensor, offset: start + tensor.offset }])),
  };
}

function readMetadata(reader: ByteReader, count: number): Map<string, GgufValue> {
  const metadata = new Map<string, GgufValue>();
  for (let i = 0; i < count; i++) metadata.set(reader.text(), readValue(reader, reader.uint32()));
  return metadata;
}

function readTensor(reader: ByteReader): [string, GgufTensor] {
  const name = reader.text();
  const dimensionCount = reader.uint32();
  if (dimensionCount > MAX_DIMENSIONS) throw new ModelFileError(`The tensor ${name} has too many dimensions.`);
  const dimensions = Array.from({ length: dimensionCount }, () => reader.count());
  return [name, { dimensions, type: reader.uint32(), offset: reader.uint64() }];
}

function readValue(reader: ByteReader, type: number): GgufValue {
  if (type !== ARRAY) return readScalar(reader, type);
  const itemType = reader.uint32();
  const count = reader.count();
  const items: (string | number | boolean)[] = [];
  for (let i = 0; i < count; i++) items.push(readScalar(reader, itemType));
  return items;
}

function readScalar(reader: ByteReader, type: number): string | number | boolean {
  const read = SCALARS[type];
  if (read === undefined) throw new ModelFileError(`The model file has metadata of the unknown type ${type}.`);
  return read(reader);
}

const SCALARS: Readonly<Record<number, (reader: ByteReader) => string | number | boolean>> = {
  0: (reader) => reader.uint8(),
  1: (reader) => reader.int8(),
  2: (reader) => reader.uint16(),
  3: (reader) => reader.int16(),
  4: (reader) => reader.uint32(),
  5: (reader) => reader.int32(),
  6: (reader) => reader.float32(),
  7: (reader) => reader.uint8() !== 0,
  [STRING]: (reader) => reader.text(),
  10: (reader) => reader.uint64(),
  11: (reader) => reader.int64(),
  12: (reader) => reader.float64(),
};
