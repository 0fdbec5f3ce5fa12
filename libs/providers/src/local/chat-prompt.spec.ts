import type { TemplateMessage } from './local-engine';
import { chatPrompt } from './chat-prompt';

const plain = (messages: readonly TemplateMessage[]): string =>
  `${messages.map(({ role, content }) => `[${role}] ${content} `).join('')}[assistant]`;
const promptOf = (messages: TemplateMessage[], render = plain): ReturnType<typeof chatPrompt> =>
  chatPrompt({ render }, messages, {});
const joined = ({ pieces }: ReturnType<typeof chatPrompt>): string => pieces.map(({ text }) => text).join('');

describe('chatPrompt', () => {
  it('trusts the template and nothing that was said', () => {
    const { pieces } = promptOf([
      { role: 'system', content: 'S' },
      { role: 'user', content: 'U' },
    ]);

    expect(pieces).toEqual([
      { trusted: true, text: '[system] ' },
      { trusted: false, text: 'S' },
      { trusted: true, text: ' [user] ' },
      { trusted: false, text: 'U' },
      { trusted: true, text: ' [assistant]' },
    ]);
  });

  it('joins neighbours of one role', () => {
    const prompt = promptOf([
      { role: 'user', content: 'One' },
      { role: 'user', content: 'Two' },
    ]);

    expect(joined(prompt)).toBe('[user] One\n\nTwo [assistant]');
  });

  it('puts system messages into the first user message for a template that refuses them', () => {
    const refusing = (messages: readonly TemplateMessage[]): string => {
      if (messages.some(({ role }) => role === 'system')) throw new Error('System role not supported');
      return plain(messages);
    };
    const prompt = promptOf(
      [
        { role: 'system', content: 'Be brief.' },
        { role: 'user', content: 'Hi' },
      ],
      refusing,
    );

    expect(joined(prompt)).toBe('[user] Be brief.\n\nHi [assistant]');
  });

  it('throws what a template throws that refuses the conversation anyway', () => {
    const refusing = (): string => {
      throw new Error('never');
    };

    expect(() => promptOf([{ role: 'user', content: 'Hi' }], refusing)).toThrow('never');
  });

  it.each([
    ['<think>\n', '<think>'],
    ['[THINK]', '[THINK]'],
    ['<think></think>\n', ''],
    ['', ''],
  ])('knows that a template ending in %j opens reasoning with %j', (end, opening) => {
    expect(promptOf([{ role: 'user', content: 'Hi' }], (messages) => plain(messages) + end).opening).toBe(opening);
  });

  it('does not take what a user said for the template’s own opening', () => {
    const bare = ([message]: readonly TemplateMessage[]): string => message!.content;

    expect(promptOf([{ role: 'user', content: '<think>' }], bare).opening).toBe('');
  });
});
