import { ModelFileError } from '../model-file-error';
import { COMPILED_KERNEL } from './kernel/compiled-kernel';

/** Tokens that go through the network together while a prompt is read. */
export const BATCH = 16;
const PAGE_BYTES = 65_536;
/** 1 GiB; the kernel's own text has the same number. */
const MOST_PAGES = 16_384;
/** What the kernel loads at once. */
const ALIGNMENT = 16;
const FLOAT_BYTES = Float32Array.BYTES_PER_ELEMENT;

/** The size of a product: `out [tokens x rows] = x [tokens x columns] * transposed(weights [rows x columns])`. */
export interface ProductSize {
  /** 1 to {@link BATCH}. */
  tokens: number;
  /** At least 1. */
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
> &
  Record<
    'score' | 'mix',
    (out: number, by: number, cached: number, positions: number, rowBytes: number, stride: number) => void
  >;

/** The part of the cached keys or values that belongs to a head: a row of each position. All in numbers, not bytes. */
export interface CachedRows {
  cache: Float32Array;
  /** Where the first row begins. */
  start: number;
  /** How far it is from one row to the next. */
  stride: number;
  /** At least 1. */
  positions: number;
}

/** The numbers of a head in the query, or in what attention gives for it. */
export interface HeadPart {
  start: number;
  /** A multiple of 4. */
  width: number;
}

/**
 * The memory of one network, in which its weights, its cache and its buffers lie, and the loops in which nearly
 * all the time goes, in WebAssembly (`kernel/kernel.wat`), four numbers at a time. Every array that is given must lie in it.
 */
export class NetworkMemory {
  // Shared, because only shared memory grows without taking away the arrays that lie in it.
  private readonly memory = roomFor(() => new WebAssembly.Memory({ initial: 1, maximum: MOST_PAGES, shared: true }));
  private readonly kernel: Kernel;
  private used = 0;

  constructor() {
    const module = new WebAssembly.Module(Buffer.from(COMPILED_KERNEL, 'base64'));
    this.kernel = new WebAssembly.Instance(module, { network: { memory: this.memory } }).exports as Kernel;
  }

  /** So many zeros. They live as long as the memory does. Throws {@link ModelFileError} beyond 1 GiB in all, or without room. */
  floats(count: number): Float32Array {
    const start = this.used;
    const end = start + count * FLOAT_BYTES;
    const missing = Math.ceil(end / PAGE_BYTES) - this.memory.buffer.byteLength / PAGE_BYTES;
    if (end > MOST_PAGES * PAGE_BYTES) throw new ModelFileError('The model needs more than 1 GiB of memory.');
    if (missing > 0) roomFor(() => this.memory.grow(missing));
    this.used = Math.ceil(end / ALIGNMENT) * ALIGNMENT;
    return new Float32Array(this.memory.buffer, start, count);
  }

  /** Multiplies; `x` and `out` may be longer than the product needs. */
  multiply(out: Float32Array, weights: Float32Array, x: Float32Array, { tokens, rows, columns }: ProductSize): void {
    const rowBytes = columns * FLOAT_BYTES;
    const outBytes = rows * FLOAT_BYTES;
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

  /** `scores [positions] = keys * query`, for one head. */
  score(scores: Float32Array, query: Float32Array, head: HeadPart, keys: CachedRows): void {
    const from = query.byteOffset + head.start * FLOAT_BYTES;
    const first = keys.cache.byteOffset + keys.start * FLOAT_BYTES;
    const stride = keys.stride * FLOAT_BYTES;
    this.kernel.score(scores.byteOffset, from, first, keys.positions, head.width * FLOAT_BYTES, stride);
  }

  /** `out = shares [positions] * values`, for one head. */
  mix(out: Float32Array, head: HeadPart, shares: Float32Array, values: CachedRows): void {
    const to = out.byteOffset + head.start * FLOAT_BYTES;
    const first = values.cache.byteOffset + values.start * FLOAT_BYTES;
    const stride = values.stride * FLOAT_BYTES;
    this.kernel.mix(to, shares.byteOffset, first, values.positions, head.width * FLOAT_BYTES, stride);
  }
}

/** What the engine of JavaScript makes; it throws where the machine has no room for it. */
function roomFor<T>(make: () => T): T {
  try {
    return make();
  } catch (cause) {
    throw new ModelFileError('There is not enough memory for the model.', { cause });
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
