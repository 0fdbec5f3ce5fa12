import { ManualClock } from '@app/testing';
import { retryAfterMs } from './retry-after';

// 2023-11-14T22:13:20Z
const clock = new ManualClock(1_700_000_000_000);
const HOUR_MS = 3_600_000;

describe('retryAfterMs', () => {
  it.each([
    ['1', 1000],
    ['0', 0],
    ['2.5', 2500],
    ['3600', HOUR_MS],
    ['99999', HOUR_MS],
    ['Tue, 14 Nov 2023 22:13:50 GMT', 30_000],
    ['Tue, 14 Nov 2023 22:00:00 GMT', 0],
    ['soon', undefined],
    ['-5', undefined],
    ['', undefined],
    ['1e3', undefined],
    ['Infinity', undefined],
    ['Tue, 99 Foo 2023', undefined],
  ])('reads retry-after %j', (value, waitMs) => {
    expect(retryAfterMs({ 'retry-after': value }, clock)).toBe(waitMs);
  });

  it('prefers milliseconds to seconds, and both to the reset of a limit', () => {
    const headers = { 'retry-after-ms': '250', 'retry-after': '9', 'x-ratelimit-reset-requests': '1m' };
    expect(retryAfterMs(headers, clock)).toBe(250);
    expect(retryAfterMs({ ...headers, 'retry-after-ms': 'junk' }, clock)).toBe(9000);
  });

  it.each([
    ['20ms', 20],
    ['1s', 1000],
    ['7.66s', 7660],
    ['6m0s', 360_000],
    ['1h2m3s', HOUR_MS],
    ['1700000030', 30_000],
    ['1700000030000', 30_000],
    ['45', 45_000],
    ['2023-11-14T22:13:30Z', 10_000],
    ['5 minutes', undefined],
  ])('reads the reset %j of a limit', (value, waitMs) => {
    expect(retryAfterMs({ 'x-ratelimit-reset-requests': value }, clock)).toBe(waitMs);
  });

  it('waits for the limit that is used up, not for the others', () => {
    const headers = {
      'x-ratelimit-remaining-requests': '59',
      'x-ratelimit-reset-requests': '50m',
      'x-ratelimit-remaining-tokens': '0',
      'x-ratelimit-reset-tokens': '6s',
    };
    expect(retryAfterMs(headers, clock)).toBe(6000);
  });

  it("reads Anthropic's names, and the longest of several limits", () => {
    const headers = {
      'anthropic-ratelimit-requests-remaining': '0',
      'anthropic-ratelimit-requests-reset': '2023-11-14T22:13:25Z',
      'anthropic-ratelimit-tokens-remaining': '0',
      'anthropic-ratelimit-tokens-reset': '2023-11-14T22:13:40Z',
    };
    expect(retryAfterMs(headers, clock)).toBe(20_000);
  });

  it('knows nothing without any of them', () => {
    expect(retryAfterMs({ date: 'x', 'x-ratelimit-limit-requests': '60' }, clock)).toBeUndefined();
  });
});
