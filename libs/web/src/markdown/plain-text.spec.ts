import { plainText } from './plain-text';

describe('plainText', () => {
  it.each([
    ['The answer is **42**.', 'The answer is 42.'],
    ['# Sum\n\nIt is *so* `a + b`, see [here](https://example.com).', 'Sum\nIt is so a + b, see here.'],
    ['- one\n- **two**', 'one\ntwo'],
    ['| a | b |\n|---|---|\n| 1 | **2** |', 'a, b\n1, 2'],
    ['> quoted\n\n```js\nlet a;\n```', 'quoted\nlet a;'],
    ['with $x^2$', 'with x^2'],
  ])('reads %j', (markdown, words) => {
    expect(plainText(markdown)).toBe(words);
  });
});
