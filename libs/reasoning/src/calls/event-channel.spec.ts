import { EventChannel } from './event-channel';

describe('EventChannel', () => {
  it('hands values over in order, also to a reader that came first', async () => {
    const channel = new EventChannel<number>(10);
    const early = channel.take();
    await channel.put(1);
    await channel.put(2);
    expect([await early, await channel.take()]).toEqual([1, 2]);
  });

  it('keeps a writer waiting while it is full', async () => {
    const channel = new EventChannel<number>(2);
    await channel.put(1);
    let isThrough = false;
    const second = channel.put(2).then((open) => {
      isThrough = open;
    });
    await Promise.resolve();
    expect(isThrough).toBe(false);
    await channel.take();
    await second;
    expect(isThrough).toBe(true);
  });

  it('tells writers that it is closed, those who wait too', async () => {
    const channel = new EventChannel<number>(1);
    const waiting = channel.put(1);
    channel.close();
    expect([await waiting, await channel.put(2)]).toEqual([false, false]);
  });
});
