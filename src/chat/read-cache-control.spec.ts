import { readCacheControl } from './read-cache-control';

describe('what headers say about the cache', () => {
  it.each([
    [{}, undefined],
    [{ 'cache-control': 'no-store' }, { mode: 'bypass' }],
    [{ 'cache-control': 'No-Cache' }, { mode: 'refresh' }],
    [{ 'cache-control': 'max-age=0' }, { mode: 'refresh' }],
    [{ 'cache-control': 'max-age=60' }, { maxAgeMs: 60_000 }],
    [{ 'cache-control': 'max-age="60", only-if-cached' }, { mode: 'only', maxAgeMs: 60_000 }],
    [{ 'cache-control': 'only-if-cached' }, { mode: 'only' }],
    [{ 'cache-control': 'max-age=-1, max-age=x, private, =, ,' }, {}],
    [{ 'cache-control': 'no-cache, no-store' }, { mode: 'bypass' }],
    [
      { 'x-cache-mode': 'refresh', 'cache-control': 'max-age=5' },
      { mode: 'refresh', maxAgeMs: 5_000 },
    ],
  ])('%j is %j', (headers, expected) => {
    expect(readCacheControl(headers)).toEqual(expected);
  });

  it('refuses a mode that does not exist', () => {
    expect(() => readCacheControl({ 'x-cache-mode': 'always' })).toThrow('X-Cache-Mode must be one of');
  });
});
