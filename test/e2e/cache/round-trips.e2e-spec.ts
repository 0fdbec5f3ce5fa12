import { RedisStore, RedisSubscriber } from '@app/storage';
import { eventually } from '../../integration/storage/store-fixture';
import { ALICE, LimitsFixture } from '../limits/limits-app';
import type { RunningApp } from '../support/running-app';
import { cacheOf, CachedChat } from './cached-chat';

const AUTH = { Authorization: `Bearer ${ALICE}` };

describe('what a cached answer asks Redis', () => {
  let fixture: LimitsFixture;

  beforeAll(async () => {
    fixture = await LimitsFixture.start();
  });
  afterAll(() => fixture.stop());

  /** Every command that clients sent while the action ran, with what it named. */
  const commandsOf = async (action: () => Promise<unknown>): Promise<string[]> => {
    const seen: string[] = [];
    const monitor = await fixture.direct.monitor();
    monitor.on('monitor', (_time: string, args: string[], source: string) => {
      if (source !== 'lua') seen.push(args.join(' '));
    });
    await action();
    await fixture.direct.echo('the end');
    await eventually(() => expect(seen.at(-1)).toContain('the end'));
    monitor.disconnect();
    return seen;
  };

  const start = async (env: Record<string, string>): Promise<{ running: RunningApp; sessionId: string }> => {
    const running = await fixture.app({ CACHE_ENABLED: 'true', ...env });
    const { app } = running;
    await eventually(() =>
      expect([app.get(RedisStore).isReady, app.get(RedisSubscriber).isReady]).toEqual([true, true]),
    );
    const opened = await new CachedChat(running.url).post('/api/v1/sessions', {}, AUTH);
    return { running, sessionId: ((await opened.json()) as { id: string }).id };
  };

  it('is one round trip with the limits and the session, when it is in Redis', async () => {
    const { running, sessionId } = await start({ CACHE_MEMORY_BYTES: '0' });
    const chat = new CachedChat(running.url);
    await chat.ask({ message: 'in Redis', sessionId }, AUTH);
    await eventually(async () => {
      expect(cacheOf(await chat.ask({ message: 'in Redis', sessionId }, AUTH))).toBe('HIT hit redis');
    });
    let how = '';
    const commands = await commandsOf(async () => {
      how = cacheOf(await chat.ask({ message: 'in Redis', sessionId }, AUTH));
    });
    expect(how).toBe('HIT hit redis');
    const ofCache = commands.filter((command) => command.includes(':cache:'));
    expect(ofCache).toHaveLength(1);
    expect(ofCache[0]).toMatch(/^evalsha /i);
    for (const family of [':rate:', ':session']) expect(ofCache[0]).toContain(family);
    // The one before the answer; what follows it settles and counts, and nobody waits for that.
    expect(commands.findIndex((command) => /^evalsha /i.test(command))).toBe(commands.indexOf(ofCache[0]!));
  });

  it('is nothing beside the limits and the session, when it is in memory', async () => {
    const { running, sessionId } = await start({});
    const chat = new CachedChat(running.url);
    await chat.ask({ message: 'in memory', sessionId }, AUTH);
    await chat.askMemory({ message: 'in memory', sessionId }, AUTH);
    const askAgain = () => commandsOf(() => chat.ask({ message: 'in memory', sessionId }, AUTH));
    const ofCache = (commands: string[]) => commands.filter((command) => command.includes(':cache:'));
    let commands = await askAgain();
    // What the cache counts goes to Redis every few seconds; that it fell into this moment once says nothing.
    if (ofCache(commands).length > 0) commands = await askAgain();
    expect(ofCache(commands)).toEqual([]);
    expect(commands.some((command) => command.includes(':rate:') && command.includes(':session'))).toBe(true);
  });
});
