import { toParam } from './to-param';

describe('the param of an error', () => {
  it('is the path, with positions in brackets', () => {
    expect(toParam(['messages', 0, 'content'])).toBe('messages[0].content');
    expect(toParam([3, 'a'])).toBe('[3].a');
  });

  it('ends before a name that is not plain', () => {
    expect(toParam(['a', 'b c', 'd'])).toBe('a');
    expect(toParam(['<script>'])).toBeUndefined();
    expect(toParam(['a'.repeat(65)])).toBeUndefined();
  });

  it('is absent for the root', () => {
    expect(toParam([])).toBeUndefined();
  });
});
