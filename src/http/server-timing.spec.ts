import { serverTiming } from './server-timing';

describe('Server-Timing', () => {
  it('lists what is known', () => {
    expect(serverTiming({ overheadMs: 1.2345, upstreamMs: 904 })).toBe('overhead;dur=1.23, upstream;dur=904');
    expect(serverTiming({ redisMs: 0 })).toBe('redis;dur=0');
  });

  it('is empty when nothing is', () => {
    expect(serverTiming({})).toBe('');
  });
});
