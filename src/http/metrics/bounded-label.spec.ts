import { BoundedLabel } from './bounded-label';

describe('BoundedLabel', () => {
  it('knows so many values and no more, whatever is asked of it', () => {
    const label = new BoundedLabel(50);
    const shown = new Set(Array.from({ length: 100_000 }, (_, index) => label.bound(`model-${index}`)));
    expect(shown.size).toBe(51);
    expect(label.bound('model-0')).toBe('model-0');
    expect(label.bound('model-99')).toBe('other');
  });
});
