import { ModelFileError } from '../model-file-error';
import { MULTIPLY_KERNEL } from './kernel/multiply-kernel';

/** Tokens that go through the network together while a prompt is read. */
export const BATCH = 16;
const PAGE_BYTES = 65_536;
/** 1 GiB; the kernel's own text has the same number. */
const MOST_PAGES = 16_384;
/** What the kernel loads at once. */
const ALIGNMENT = 16;

/** The size of a product: `out [tokens x rows] = x [tokens x columns] * transposed(weights [rows x columns])`. */
export interface ProductSize {
  /** At most {@link BATCH}. */
  tokens: number;
  rows: number;
  /** A multiple of 4. */
  columns: number;
}

/** What is used of WebAssembly; its types are not among those of Node.js. */
declare const WebAssembly: {
  Memory: new (size: { initial: number; maximum: number; shared: true }) => {
    readonly buffer: SharedArrayBuffer;
    grow(pages: number): number;
  };
  Module: new (bytes: Uint8Array) => object;
  Instance: new (module: object, imports: object) => { exports: object };
};

type Kernel = Record<
  'multiplyOne' | 'multiplyFour',
  (out: number, weights: number, x: number, rows: number, rowBytes: number) => void
>;

/**
 * The memory of one network, in which its weights, its cache and its buffers lie, and the products over it: the loops in which
 * nearly all the time goes, in WebAssembly (`kernel/multiply.wat`), four numbers at a time.
 */
export class NetworkMemory {
  // Shared, because only shared memory grows without taking away the arrays that lie in it.
  private readonly memory = new WebAssembly.Memory({ initial: 1, maximum: MOST_PAGES, shared: true });
  private readonly kernel: Kernel;
  private used = 0;

  constructor() {
    const module = new WebAssembly.Module(Buffer.from(MULTIPLY_KERNEL, 'base64'));
    this.kernel = new WebAssembly.Instance(module, { network: { memory: this.memory } }).exports as Kernel;
  }

  /** So many zeros. They live as long as the memory does. Throws {@link ModelFileError} beyond 1 GiB in all. */
  floats(count: number): Float32Array {
    const start = this.used;
    const end = start + count * Float32Array.BYTES_PER_ELEMENT;
    const missing = Math.ceil(end / PAGE_BYTES) - this.memory.buffer.byteLength / PAGE_BYTES;
    if (end > MOST_PAGES * PAGE_BYTES) throw new ModelFileError('The model needs more than 1 GiB of memory.');
    if (missing > 0) this.memory.grow(missing);
    this.used = Math.ceil(end / ALIGNMENT) * ALIGNMENT;
    return new Float32Array(this.memory.buffer, start, count);
  }

  /** Multiplies arrays that all lie in this memory; `x` and `out` may be longer than the product needs. */
  multiply(out: Float32Array, weights: Float32Array, x: Float32Array, { tokens, rows, columns }: ProductSize): void {
    const rowBytes = columns * Float32Array.BYTES_PER_ELEMENT;
    const outBytes = rows * Float32Array.BYTES_PER_ELEMENT;
    const tiled = rows % 4 === 0 ? tokens - (tokens % 4) : 0;
    for (let token = 0; token < tiled; token += 4) {
      const [to, from] = [out.byteOffset + token * outBytes, x.byteOffset + token * rowBytes];
      this.kernel.multiplyFour(to, weights.byteOffset, from, rows, rowBytes);
    }
    for (let token = tiled; token < tokens; token++) {
      const [to, from] = [out.byteOffset + token * outBytes, x.byteOffset + token * rowBytes];
      if (rows >= 4) this.kernel.multiplyOne(to, weights.byteOffset, from, rows - (rows % 4), rowBytes);
      for (let row = rows - (rows % 4); row < rows; row++) {
        out[token * rows + row] = dot(weights, row * columns, x, { from: token * columns, columns });
      }
    }
  }
}

/** One row that has no four to go with. */
function dot(
  weights: Float32Array,
  at: number,
  x: Float32Array,
  { from, columns }: { from: number; columns: number },
): number {
  let sum = 0;
  for (let i = 0; i < columns; i++) sum += (weights[at + i] as number) * (x[from + i] as number);
  return sum;
}
