import { safeUrl } from './safe-url';

describe('safeUrl', () => {
  it.each(['https://example.org/a?b#c', 'http://127.0.0.1:3000/', 'mailto:a@example.org'])('lets %s through', (url) => {
    expect(safeUrl(url)).toBe(url);
  });

  it.each([
    'javascript:alert(1)',
    ' JaVaScript:alert(1)',
    'data:text/html,x',
    'vbscript:x',
    'file:///etc/passwd',
    '/docs',
    '//evil.example',
    'x',
    '',
  ])('refuses %j', (url) => {
    expect(safeUrl(url)).toBeUndefined();
  });
});
