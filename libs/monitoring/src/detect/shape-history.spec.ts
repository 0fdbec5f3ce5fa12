import { ShapeHistory, type ShapeOptions } from './shape-history';

const OPTIONS: ShapeOptions = { shapeLength: 3, memory: 8, neighbours: 2 };

/** The definition, word for word. */
function distanceOf(values: readonly number[], { shapeLength, memory, neighbours }: ShapeOptions): number | undefined {
  const shape = values.slice(-shapeLength);
  const distances: number[] = [];
  for (let lag = shapeLength; lag <= memory; lag++) {
    const start = values.length - shapeLength - lag;
    if (start < 0) break;
    distances.push(Math.hypot(...shape.map((value, index) => value - (values[start + index] ?? 0))));
  }
  if (distances.length < neighbours) return undefined;
  const nearest = distances.sort((one, other) => one - other).slice(0, neighbours);
  return nearest.reduce((sum, distance) => sum + distance, 0) / neighbours;
}

describe('ShapeHistory', () => {
  it('equals the definition at every point, past the end of its buffer too', () => {
    const values: number[] = [];
    const history = new ShapeHistory(OPTIONS);
    for (let index = 0; index < 100; index++) {
      const value = (index * index * 7) % 23;
      values.push(value);
      history.push(value);
      const expected = distanceOf(values, OPTIONS);
      if (expected === undefined) expect(history.distance()).toBeUndefined();
      else expect(history.distance()).toBeCloseTo(expected, 9);
    }
  });

  it('finds a repeated shape at no distance after one huge value', () => {
    const history = new ShapeHistory({ shapeLength: 2, memory: 40, neighbours: 1 });
    for (const value of [1e15, ...Array.from({ length: 30 }, (_, index) => 0.1 + (index % 2))]) history.push(value);
    expect(history.distance()).toBe(0);
  });
});
