import { ModelFileError } from '../model-file-error';

/** Longest text and largest list that is believed; anything above is a damaged length. */
const MAX_COUNT = 1 << 24;

/** Reads little-endian values one after another. Every read beyond the end throws {@link ModelFileError}. */
export class ByteReader {
  private at = 0;
  private readonly view: DataView;

  constructor(private readonly bytes: Uint8Array) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** Bytes read so far. */
  get position(): number {
    return this.at;
  }

  uint8(): number {
    return this.view.getUint8(this.take(1));
  }

  int8(): number {
    return this.view.getInt8(this.take(1));
  }

  uint16(): number {
    return this.view.getUint16(this.take(2), true);
  }

  int16(): number {
    return this.view.getInt16(this.take(2), true);
  }

  uint32(): number {
    return this.view.getUint32(this.take(4), true);
  }

  int32(): number {
    return this.view.getInt32(this.take(4), true);
  }

  float32(): number {
    return this.view.getFloat32(this.take(4), true);
  }

  float64(): number {
    return this.view.getFloat64(this.take(8), true);
  }

  /** As a number: exact up to 2^53, which no length in a file reaches. */
  uint64(): number {
    return Number(this.view.getBigUint64(this.take(8), true));
  }

  int64(): number {
    return Number(this.view.getBigInt64(this.take(8), true));
  }

  /** How many items follow. */
  count(): number {
    const count = this.uint64();
    if (count > MAX_COUNT) throw new ModelFileError('The model file is damaged: a length in it is impossible.');
    return count;
  }

  text(): string {
    const length = this.count();
    const start = this.take(length);
    return Buffer.from(this.bytes.buffer, this.bytes.byteOffset + start, length).toString('utf8');
  }

  private take(length: number): number {
    const start = this.at;
    if (start + length > this.bytes.byteLength) throw new ModelFileError('The model file is cut off.');
    this.at = start + length;
    return start;
  }
}
