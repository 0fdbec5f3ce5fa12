import { closeRedis, createRedis } from './create-redis';

describe('closeRedis', () => {
  beforeEach(() => {
    // The connection is real, only the clock is ours.
    jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate'] });
  });
  afterEach(() => jest.useRealTimers());

  it('lets a process go within a tenth of a second that found no server', async () => {
    const client = createRedis({ url: 'redis://127.0.0.1:1' });
    await new Promise((resolve) => client.once('close', resolve));
    await closeRedis(client);
    jest.advanceTimersByTime(100);

    expect(jest.getTimerCount()).toBe(0);
  });
});
