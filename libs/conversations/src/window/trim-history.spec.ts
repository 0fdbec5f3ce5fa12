import type { NewMessage } from '@app/contracts';
import fc from 'fast-check';
import { estimateTokens } from './estimate-tokens';
import { roomForHistory } from './room-for-history';
import { trimHistory } from './trim-history';

const message = (role: NewMessage['role'], content: string): NewMessage => ({ role, content });
const tokensOf = (messages: readonly NewMessage[]): number =>
  messages.reduce((sum, each) => sum + estimateTokens(each), 0);

describe('trimming a history', () => {
  const history = [
    message('system', 'Be brief.'),
    message('user', 'a'.repeat(300)),
    { ...message('assistant', ''), toolCalls: [{ id: '1', name: 'f', arguments: '{}' }] },
    { ...message('tool', 'b'.repeat(300)), toolCallId: '1' },
    message('assistant', 'c'.repeat(300)),
    message('user', 'd'.repeat(300)),
    message('assistant', 'e'),
    message('user', 'and now?'),
  ];

  it('leaves what fits alone', () => {
    expect(trimHistory(history, tokensOf(history))).toEqual({ messages: history, dropped: 0 });
  });

  it('drops the oldest exchange as a whole, tools included', () => {
    const { messages, dropped } = trimHistory(history, tokensOf(history) - 1);
    expect(dropped).toBe(4);
    expect(messages.map(({ content }) => content[0])).toEqual(['B', 'd', 'e', 'a']);
  });

  it('keeps the instructions and the question even when they do not fit', () => {
    expect(trimHistory(history, 0)).toEqual({ messages: [history[0], history[7]], dropped: 6 });
  });

  it('always keeps what it keeps in order, fits when it can, and never parts a result from its call', () => {
    const roles = fc.array(fc.constantFrom('user', 'assistant', 'system'));
    fc.assert(
      fc.property(roles, fc.nat(400), (chosen, room) => {
        const all = [...chosen.map((role, at) => message(role, `${at}`.repeat(at))), message('user', 'last')];
        const { messages, dropped } = trimHistory(all, room);
        expect(messages.length + dropped).toBe(all.length);
        expect(messages).toEqual(all.filter((each) => messages.includes(each)));
        expect(messages.filter(({ role }) => role === 'system')).toEqual(all.filter(({ role }) => role === 'system'));
        expect(messages.at(-1)).toBe(all.at(-1));
        const least = all.filter((each, at) => each.role === 'system' || at === all.length - 1);
        if (tokensOf(messages) > room) expect(messages).toEqual(least);
      }),
    );
  });
});

describe('the room for a history', () => {
  it('is what the reply leaves of the window', () => {
    expect(roomForHistory({ contextWindow: 8_000 }, 1_000)).toBe(7_000);
    expect(roomForHistory({ contextWindow: 8_000 }, undefined)).toBe(6_000);
    expect(roomForHistory({ contextWindow: 8_000, maxOutputTokens: 500 }, undefined)).toBe(7_500);
    expect(roomForHistory({ contextWindow: 8_000, maxOutputTokens: 8_000 }, undefined)).toBe(6_000);
    expect(roomForHistory({ contextWindow: 8_000 }, 9_000)).toBe(0);
  });

  it('is not known where the window is not', () => {
    expect(roomForHistory({}, 5)).toBeUndefined();
  });
});
