// The loops in which nearly all the time goes. Sums are kept in local variables, several at a time, so that they do not wait
// for each other and every value that was loaded serves several products.

/** Tokens that go through the network together while a prompt is read. */
export const BATCH = 16;

/**
 * `out [tokens x rows] = x [tokens x columns] * transposed(weights [rows x columns])`. `tokens` is at most {@link BATCH};
 * `x` and `out` may be longer than that needs.
 */
export function multiply(
  out: Float32Array,
  weights: Float32Array,
  x: Float32Array,
  size: { tokens: number; rows: number; columns: number },
): void {
  const { tokens, rows, columns } = size;
  const tiled = tokens - (tokens % 4);
  for (let token = 0; token < tiled; token += 4) multiplyFour(out, weights, x, { first: token, rows, columns });
  for (let token = tiled; token < tokens; token++) multiplyOne(out, weights, x, { first: token, rows, columns });
}

interface Tile {
  /** The first token. */
  first: number;
  rows: number;
  columns: number;
}

/** One token; four rows at a time. */
function multiplyOne(out: Float32Array, weights: Float32Array, x: Float32Array, { first, rows, columns }: Tile): void {
  const from = first * columns;
  const to = first * rows;
  const end = from + columns;
  let row = 0;
  for (; row + 4 <= rows; row += 4) {
    let a = row * columns;
    let b = a + columns;
    let c = b + columns;
    let d = c + columns;
    let sumA = 0;
    let sumB = 0;
    let sumC = 0;
    let sumD = 0;
    for (let i = from; i < end; i++) {
      const value = x[i] as number;
      sumA += (weights[a++] as number) * value;
      sumB += (weights[b++] as number) * value;
      sumC += (weights[c++] as number) * value;
      sumD += (weights[d++] as number) * value;
    }
    out[to + row] = sumA;
    out[to + row + 1] = sumB;
    out[to + row + 2] = sumC;
    out[to + row + 3] = sumD;
  }
  for (; row < rows; row++) {
    let sum = 0;
    let at = row * columns;
    for (let i = from; i < end; i++) sum += (weights[at++] as number) * (x[i] as number);
    out[to + row] = sum;
  }
}

/** Four tokens; two rows at a time where there are two. */
function multiplyFour(out: Float32Array, weights: Float32Array, x: Float32Array, { first, rows, columns }: Tile): void {
  const x0 = first * columns;
  const to = first * rows;
  for (let row = 0; row < rows; row += 2) {
    const pair = row + 1 < rows ? 1 : 0;
    let p = row * columns;
    let q = p + pair * columns;
    let a0 = 0;
    let a1 = 0;
    let a2 = 0;
    let a3 = 0;
    let b0 = 0;
    let b1 = 0;
    let b2 = 0;
    let b3 = 0;
    for (let i = x0, j = x0 + columns, k = j + columns, l = k + columns; i < x0 + columns; i++, j++, k++, l++) {
      const a = weights[p++] as number;
      const b = weights[q++] as number;
      const v0 = x[i] as number;
      const v1 = x[j] as number;
      const v2 = x[k] as number;
      const v3 = x[l] as number;
      a0 += a * v0;
      a1 += a * v1;
      a2 += a * v2;
      a3 += a * v3;
      b0 += b * v0;
      b1 += b * v1;
      b2 += b * v2;
      b3 += b * v3;
    }
    const at = to + row;
    out[at] = a0;
    out[at + rows] = a1;
    out[at + 2 * rows] = a2;
    out[at + 3 * rows] = a3;
    if (pair === 0) continue;
    out[at + 1] = b0;
    out[at + rows + 1] = b1;
    out[at + 2 * rows + 1] = b2;
    out[at + 3 * rows + 1] = b3;
  }
}
