import { existsSync } from 'node:fs';
import { descriptorsLeft } from './descriptor-limit';

describe('the descriptor limit', () => {
  it('is known where the system tells it', () => {
    const left = descriptorsLeft();
    if (existsSync('/proc/self/limits')) expect(left).toBeGreaterThan(0);
    else expect(left).toBeUndefined();
  });
});
