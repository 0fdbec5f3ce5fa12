import type { ModelDescriptor, ModelMessage } from '@app/model';
import { anthropicConversation } from './anthropic-messages';

const MODEL: ModelDescriptor = {
  id: 'anthropic/claude',
  provider: 'anthropic',
  upstreamName: 'claude',
  aliases: [],
  reasoning: { control: 'none' },
  tools: true,
  temperature: true,
  rank: 1,
};
const conversation = (messages: ModelMessage[]): ReturnType<typeof anthropicConversation> =>
  anthropicConversation(MODEL, messages);
const text = (value: string): object => ({ type: 'text', text: value });

describe('anthropicConversation', () => {
  it('folds system messages into one prompt, wherever they stand', () => {
    const { system, messages } = conversation([
      { role: 'system', content: 'Be brief.' },
      { role: 'user', content: 'Hi' },
      { role: 'system', content: 'Be kind.' },
      { role: 'system', content: '  ' },
    ]);

    expect(system).toBe('Be brief.\n\nBe kind.');
    expect(messages).toEqual([{ role: 'user', content: [text('Hi')] }]);
  });

  it('joins neighbours of one role into one turn', () => {
    const { messages } = conversation([
      { role: 'user', content: 'One' },
      { role: 'user', content: 'Two' },
      { role: 'assistant', content: 'Three' },
      { role: 'assistant', content: 'Four' },
    ]);

    expect(messages).toEqual([
      { role: 'user', content: [text('One'), text('Two')] },
      { role: 'assistant', content: [text('Three'), text('Four')] },
    ]);
  });

  it('leaves out texts without a visible character and turns without content', () => {
    const { messages } = conversation([
      { role: 'user', content: 'One' },
      { role: 'assistant', content: ' \n' },
      { role: 'user', content: 'Two' },
    ]);

    expect(messages).toEqual([{ role: 'user', content: [text('One'), text('Two')] }]);
  });

  it('sends its own reasoning blocks back untouched, in order and before the tool calls', () => {
    const thinking = { type: 'thinking', thinking: 'Add them.', signature: 'c2ln', later: 1 };
    const redacted = { type: 'redacted_thinking', data: 'b3BhcXVl' };
    const { messages } = conversation([
      { role: 'user', content: '4 + 5?' },
      {
        role: 'assistant',
        content: 'Let me add.',
        reasoning: [
          { format: 'anthropic', data: thinking },
          { format: 'reasoning-content', data: { reasoning_content: 'from another provider' } },
          { format: 'anthropic', data: redacted },
        ],
        toolCalls: [
          { id: 't1', name: 'add', arguments: '{"a":4,"b":5}' },
          { id: 't2', name: 'now', arguments: '' },
        ],
      },
    ]);

    expect(messages[1]?.content).toEqual([
      thinking,
      redacted,
      text('Let me add.'),
      { type: 'tool_use', id: 't1', name: 'add', input: { a: 4, b: 5 } },
      { type: 'tool_use', id: 't2', name: 'now', input: {} },
    ]);
    expect(messages[1]?.content[0]).toBe(thinking);
  });

  it('puts the results of tools first in the turn that follows their call', () => {
    const { messages } = conversation([
      { role: 'user', content: 'Go' },
      { role: 'assistant', content: '', toolCalls: [{ id: 't1', name: 'add', arguments: '{}' }] },
      { role: 'user', content: 'And hurry' },
      { role: 'tool', toolCallId: 't1', content: '9' },
      { role: 'tool', toolCallId: 't2', content: '' },
    ]);

    expect(messages[2]).toEqual({
      role: 'user',
      content: [
        { type: 'tool_result', tool_use_id: 't1', content: '9' },
        { type: 'tool_result', tool_use_id: 't2' },
        text('And hurry'),
      ],
    });
  });

  it.each(['[1]', 'not json', '7'])('refuses the tool arguments %j, naming the message', (argumentsText) => {
    const call = {
      role: 'assistant' as const,
      content: '',
      toolCalls: [{ id: 't', name: 'f', arguments: argumentsText }],
    };

    expect(() => conversation([{ role: 'user', content: 'x' }, call])).toThrow(
      expect.objectContaining({ code: 'unsupported_parameter', param: 'messages[1].toolCalls' }) as Error,
    );
  });
});
