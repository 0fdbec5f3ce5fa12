import { readSync } from 'node:fs';

/** A value of a GGUF header. Arrays are skipped: they are the vocabulary, and large. */
export type GgufValue = string | number | boolean;

const MAGIC = 0x46554747; // "GGUF", little endian
const CHUNK_BYTES = 1024 * 1024;
/** Longest text that is kept, bytes; chat templates are far shorter. */
const MAX_TEXT_BYTES = 1024 * 1024;

const FIXED_SIZES: Readonly<Record<number, number>> = {
  0: 1,
  1: 1,
  2: 2,
  3: 2,
  4: 4,
  5: 4,
  6: 4,
  7: 1,
  10: 8,
  11: 8,
  12: 8,
};
const STRING = 8;
const ARRAY = 9;

/** Elements and bytes of one block, by the number of a tensor's type (enum ggml_type). */
const TENSOR_BLOCKS: Readonly<Record<number, readonly [elements: number, bytes: number]>> = {
  0: [1, 4], // f32
  1: [1, 2], // f16
  2: [32, 18], // q4_0
  3: [32, 20], // q4_1
  6: [32, 22], // q5_0
  7: [32, 24], // q5_1
  8: [32, 34], // q8_0
  10: [256, 84], // q2_k
  11: [256, 110], // q3_k
  12: [256, 144], // q4_k
  13: [256, 176], // q5_k
  14: [256, 210], // q6_k
  30: [1, 2], // bf16
  39: [32, 17], // mxfp4
};

/** Reads the header of an open GGUF file, front to back. Throws when it is cut off or of a version that is not known. */
export class GgufHeader {
  private chunk: Buffer = Buffer.alloc(0);
  /** Place in the file of the chunk's first byte, and of the next byte to read. */
  private chunkStart = 0;
  private at = 0;
  private tensorCount = 0;

  constructor(private readonly file: number) {}

  /** The scalar metadata by key. To be called first. */
  readMetadata(): Map<string, GgufValue> {
    if (this.uint32() !== MAGIC) throw new Error('not a GGUF file');
    const version = this.uint32();
    if (version !== 2 && version !== 3) throw new Error('a GGUF version that is not known');
    this.tensorCount = this.uint64();
    const count = this.uint64();
    const metadata = new Map<string, GgufValue>();
    for (let i = 0; i < count; i++) {
      const key = this.text();
      const value = this.value(this.uint32());
      if (value !== undefined) metadata.set(key, value);
    }
    return metadata;
  }

  /**
   * The size that the whole file has at least, bytes, by the places and shapes of its tensors. To be called after
   * {@link readMetadata}. Undefined when a tensor is of a type whose size is not known here.
   */
  readFileSize(alignment: number): number | undefined {
    let dataSize: number | undefined = 0;
    for (let i = 0; i < this.tensorCount; i++) {
      this.skipText();
      let elements = 1;
      for (let left = this.uint32(); left > 0; left--) elements *= this.uint64();
      const block = TENSOR_BLOCKS[this.uint32()];
      const offset = this.uint64();
      if (block === undefined) dataSize = undefined;
      else if (dataSize !== undefined) dataSize = Math.max(dataSize, offset + (elements / block[0]) * block[1]);
    }
    return dataSize === undefined ? undefined : Math.ceil(this.at / alignment) * alignment + dataSize;
  }

  private value(type: number): GgufValue | undefined {
    if (type === STRING) return this.text();
    if (type === ARRAY) {
      this.skipArray();
      return undefined;
    }
    return this.number(type);
  }

  private number(type: number): number | boolean {
    const size = FIXED_SIZES[type];
    if (size === undefined) throw new Error('a GGUF value of an unknown type');
    const bytes = this.bytes(size);
    switch (type) {
      case 1:
        return bytes.readInt8();
      case 3:
        return bytes.readInt16LE();
      case 5:
        return bytes.readInt32LE();
      case 6:
        return bytes.readFloatLE();
      case 7:
        return bytes[0] !== 0;
      case 11:
        return Number(bytes.readBigInt64LE());
      case 12:
        return bytes.readDoubleLE();
      default:
        return size === 8 ? Number(bytes.readBigUInt64LE()) : bytes.readUIntLE(0, size);
    }
  }

  private skipArray(): void {
    const type = this.uint32();
    const length = this.uint64();
    if (type === STRING) for (let i = 0; i < length; i++) this.skipText();
    else if (type === ARRAY) for (let i = 0; i < length; i++) this.skipArray();
    else this.at += length * (FIXED_SIZES[type] ?? 0);
  }

  private skipText(): void {
    const length = this.uint64();
    this.at += length;
  }

  private text(): string {
    const length = this.uint64();
    if (length > MAX_TEXT_BYTES) throw new Error('a GGUF text that is too long');
    return this.bytes(length).toString('utf8');
  }

  private uint32(): number {
    return this.bytes(4).readUInt32LE();
  }

  private uint64(): number {
    return Number(this.bytes(8).readBigUInt64LE());
  }

  private bytes(length: number): Buffer {
    if (this.at < this.chunkStart || this.at + length > this.chunkStart + this.chunk.length) this.fetch(length);
    const start = this.at - this.chunkStart;
    this.at += length;
    return this.chunk.subarray(start, start + length);
  }

  private fetch(length: number): void {
    const wanted = Buffer.alloc(Math.max(length, CHUNK_BYTES));
    const got = readSync(this.file, wanted, 0, wanted.length, this.at);
    if (got < length) throw new Error('a GGUF file that is cut off');
    this.chunk = wanted.subarray(0, got);
    this.chunkStart = this.at;
  }
}
