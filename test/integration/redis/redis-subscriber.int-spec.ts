import { RedisSubscriber } from '@app/storage';
import { FaultProxy } from '../../redis-servers/fault-proxy';
import { RedisProcess } from '../../redis-servers/redis-process';
import { eventually } from '../storage/store-fixture';

jest.setTimeout(60_000);

describe('the Redis subscriber', () => {
  let server: RedisProcess;

  beforeAll(async () => {
    server = await RedisProcess.start();
  });
  afterAll(() => server.remove());

  it('hears every channel over one connection, and says when it may have missed something', async () => {
    const proxy = await FaultProxy.to(server.port);
    const direct = server.client();
    const subscriber = new RedisSubscriber({ url: proxy.url });
    const heard: string[] = [];
    let gaps = 0;
    subscriber.onGap(() => gaps++);
    subscriber.subscribe('sw:a', (message) => heard.push(`a ${message}`));
    subscriber.subscribe('sw:a', (message) => heard.push(`again ${message}`));
    subscriber.subscribe('sw:b', (message) => heard.push(`b ${message}`));
    await eventually(async () => expect(await direct.publish('sw:b', 'hello')).toBe(1));
    await eventually(async () => expect(await direct.publish('sw:a', 'hello')).toBe(1));
    await eventually(() => expect(heard).toEqual(expect.arrayContaining(['b hello', 'a hello', 'again hello'])));
    expect(gaps).toBe(0);

    proxy.resetNextReply = true;
    await direct.publish('sw:a', 'lost');
    await eventually(() => expect(gaps).toBe(2)); // when it was lost, and when it was there again
    await eventually(async () => expect(await direct.publish('sw:a', 'after')).toBe(1));
    await eventually(() => expect(heard).toContain('a after'));
    expect(heard).not.toContain('a lost');
    subscriber.close();
    proxy.close();
    direct.disconnect();
  });

  it('leaves no rejection behind when it is closed while it subscribes again', async () => {
    const proxy = await FaultProxy.to(server.port);
    const direct = server.client();
    const subscriber = new RedisSubscriber({ url: proxy.url });
    subscriber.subscribe('sw:a', () => undefined);
    await eventually(async () => expect(await direct.publish('sw:a', 'hello')).toBe(1));
    proxy.resetNextReply = true;
    await direct.publish('sw:a', 'lost');
    await eventually(() => expect(subscriber.isReady).toBe(false));
    proxy.latencyMs = 500;
    await eventually(() => expect(subscriber.isReady).toBe(true));
    subscriber.close();
    await new Promise((resolve) => setTimeout(resolve, 100)); // the test runner fails on what nobody takes
    proxy.close();
    direct.disconnect();
  });
});
