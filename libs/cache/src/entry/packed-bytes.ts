import { deflateRawSync, inflateRawSync } from 'node:zlib';

/** Bytes, deflated when that is worth it. Deflating and inflating block: a few dozen microseconds for 10 KB. */
export class PackedBytes {
  private constructor(
    /** As they are stored. */
    readonly bytes: Buffer,
    /** Size of the bytes when they are unpacked. */
    readonly rawSizeBytes: number,
    readonly isDeflated: boolean,
  ) {}

  /** Packs text. From `deflateFromBytes` on it is deflated, unless it gets no smaller. */
  static ofText(text: string, deflateFromBytes: number): PackedBytes {
    const raw = Buffer.from(text, 'utf8');
    if (raw.length < deflateFromBytes) return new PackedBytes(raw, raw.length, false);
    const deflated = deflateRawSync(raw, { level: 1 });
    if (deflated.length >= raw.length) return new PackedBytes(raw, raw.length, false);
    return new PackedBytes(deflated, raw.length, true);
  }

  /** What was read from a store. */
  static stored(bytes: Buffer, rawSizeBytes: number, isDeflated: boolean): PackedBytes {
    return new PackedBytes(bytes, rawSizeBytes, isDeflated);
  }

  /** The bytes themselves. Throws when they are damaged, and when there are more of them than was said. */
  unpack(): Buffer {
    if (!this.isDeflated) return this.bytes;
    const raw = inflateRawSync(this.bytes, { maxOutputLength: Math.max(1, this.rawSizeBytes) });
    if (raw.length !== this.rawSizeBytes) throw new RangeError('The packed bytes are not as long as was said.');
    return raw;
  }

  /** The bytes as text. Throws as {@link unpack} does. */
  text(): string {
    return this.unpack().toString('utf8');
  }
}
