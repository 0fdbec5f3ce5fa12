import { slope } from './slope';

describe('slope', () => {
  it('is that of the line when the points lie on one', () => {
    expect(
      slope([
        { x: 1, y: 10 },
        { x: 2, y: 12 },
        { x: 4, y: 16 },
      ]),
    ).toBeCloseTo(2);
  });

  it('is least squares where they do not', () => {
    // Means 1 and 2; products 2 + 0 + 0, squares 1 + 0 + 1.
    expect(
      slope([
        { x: 0, y: 0 },
        { x: 1, y: 4 },
        { x: 2, y: 2 },
      ]),
    ).toBeCloseTo(1);
  });

  it('is unknown for one point', () => {
    expect(slope([{ x: 1, y: 1 }])).toBeNaN();
  });
});
