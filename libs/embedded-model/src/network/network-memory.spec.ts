import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import wabt from 'wabt';
import { COMPILED_KERNEL } from './kernel/compiled-kernel';
import { NetworkMemory } from './network-memory';

/** Small whole numbers, whose products are exact. */
function filled(array: Float32Array, value: (i: number) => number): Float32Array {
  return array.map((_, i) => value(i));
}

describe('NetworkMemory', () => {
  it.each([1, 2, 4, 5, 8, 16])('multiplies for %i tokens, whatever the number of rows', (tokens) => {
    for (const rows of [3, 4, 7, 8, 12]) {
      const columns = 8;
      const memory = new NetworkMemory();
      const weights = memory.floats(rows * columns);
      const x = memory.floats(tokens * columns);
      const out = memory.floats(tokens * rows);
      const after = memory.floats(4);
      weights.set(filled(weights, (i) => i % 5));
      x.set(filled(x, (i) => (i % 7) - 3));
      memory.multiply(out, weights, x, { tokens, rows, columns });

      const expected = Array.from({ length: tokens * rows }, (_, at) => {
        const [token, row] = [Math.floor(at / rows), at % rows];
        return Array.from({ length: columns }).reduce<number>(
          (sum, _column, i) => sum + weights[row * columns + i]! * x[token * columns + i]!,
          0,
        );
      });
      expect([...out]).toEqual(expected);
      expect([...after]).toEqual([0, 0, 0, 0]);
    }
  });

  it.each([1, 2, 5])('scores and mixes %i rows of a cache that holds those of other heads too', (positions) => {
    const [width, stride] = [8, 24];
    const memory = new NetworkMemory();
    const rows = { cache: memory.floats(stride * 6), start: 8, stride, positions };
    rows.cache.set(filled(rows.cache, (i) => (i % 11) - 5));
    const query = memory.floats(width);
    query.set(filled(query, (i) => i + 1));
    const scores = memory.floats(8).fill(9);
    const out = memory.floats(width);
    memory.score(scores, query, { start: 0, width }, rows);

    const rowOf = (position: number): number[] => [
      ...rows.cache.subarray(8 + position * stride, 16 + position * stride),
    ];
    const all = Array.from({ length: positions }, (_, position) => rowOf(position));
    expect([...scores]).toEqual([
      ...all.map((row) => row.reduce((sum, value, i) => sum + value * query[i]!, 0)),
      ...Array.from({ length: 8 - positions }, () => 9),
    ]);

    scores.set(filled(scores, (i) => i + 1));
    memory.mix(out, { start: 0, width }, scores, rows);
    expect([...out]).toEqual(
      Array.from({ length: width }, (_, i) => all.reduce((sum, row, position) => sum + row[i]! * (position + 1), 0)),
    );
  });

  it('keeps what lies in it while it grows', () => {
    const memory = new NetworkMemory();
    const first = memory.floats(4).fill(7);
    const large = memory.floats(1_000_000);

    expect(large.every((value) => value === 0)).toBe(true);
    expect([...first]).toEqual([7, 7, 7, 7]);
    large.fill(1);
    expect([...first]).toEqual([7, 7, 7, 7]);
  });

  it('refuses a model that is too large', () => {
    expect(() => new NetworkMemory().floats(2 ** 28 + 1)).toThrow('more than 1 GiB');
  });

  it('says so where the machine has no room for it', () => {
    const { WebAssembly } = globalThis as unknown as {
      WebAssembly: { Memory: { prototype: { grow(pages: number): number } } };
    };
    const memory = new NetworkMemory();
    const grow = jest.spyOn(WebAssembly.Memory.prototype, 'grow').mockImplementation(() => {
      throw new RangeError('no room');
    });

    expect(() => memory.floats(1_000_000)).toThrow('There is not enough memory for the model.');
    grow.mockRestore();
    expect(memory.floats(1_000_000)).toHaveLength(1_000_000);
  });

  it('runs the kernel that its text says', async () => {
    const text = readFileSync(join(__dirname, 'kernel', 'kernel.wat'), 'utf8');
    const compiler = await wabt();
    const compiled = compiler.parseWat('kernel.wat', text, { simd: true, threads: true }).toBinary({}).buffer;

    expect(COMPILED_KERNEL).toBe(Buffer.from(compiled).toString('base64'));
  });
});
