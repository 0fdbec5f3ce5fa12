import { AppError } from '@app/kernel';
import type { CompletionRequestDto } from './dto/completion-request.dto';
import { sentNames, toChatTurn } from './to-chat-turn';

const user = { role: 'user' as const, content: 'hi' };
const call = { id: 'c1', type: 'function' as const, function: { name: 'f', arguments: '{}' } };

function turnOf(body: Partial<CompletionRequestDto>): ReturnType<typeof toChatTurn> {
  return toChatTurn({ model: 'auto', messages: [user], ...body });
}

function paramOf(body: Partial<CompletionRequestDto>): string | undefined {
  try {
    turnOf(body);
  } catch (error) {
    if (error instanceof AppError) return error.param;
    throw error;
  }
  return undefined;
}

describe('toChatTurn of the OpenAI API', () => {
  it('takes null for not given', () => {
    const body = { temperature: null, stop: null, tools: null, reasoning: null, seed: null, stream: null, user: null };

    expect(turnOf(body)).toEqual({
      model: 'auto',
      strategy: 'auto',
      request: { messages: [user], stream: false },
    });
  });

  it('joins text parts as they stand', () => {
    const content = [
      { type: 'text', text: 'a ' },
      { type: 'text', text: 'b' },
    ];

    expect(turnOf({ messages: [{ role: 'user', content }] }).request.messages).toEqual([
      { role: 'user', content: 'a b' },
    ]);
  });

  it('keeps a tool turn with the reasoning that the client sent back', () => {
    const { messages } = turnOf({
      messages: [
        user,
        { role: 'assistant', content: null, refusal: null, tool_calls: [call], reasoning_content: 'because' },
        { role: 'tool', tool_call_id: 'c1', content: '4' },
      ],
    }).request;

    expect(messages).toEqual([
      user,
      {
        role: 'assistant',
        content: '',
        toolCalls: [{ id: 'c1', name: 'f', arguments: '{}' }],
        reasoning: [{ format: 'reasoning-content', data: { reasoning_content: 'because' } }],
      },
      { role: 'tool', toolCallId: 'c1', content: '4' },
    ]);
  });

  it('sends on what only the provider understands', () => {
    expect(turnOf({ frequency_penalty: 0.5, user: 'u1' }).request.passthrough).toEqual({
      frequency_penalty: 0.5,
      user: 'u1',
    });
  });

  it('takes one stop text or several', () => {
    expect(turnOf({ stop: 'END' }).request.stop).toEqual(['END']);
    expect(turnOf({ stop: ['a', 'b'] }).request.stop).toEqual(['a', 'b']);
  });

  it.each<[string, Partial<CompletionRequestDto>]>([
    ['stop', { stop: Array.from({ length: 5 }, () => 'x') }],
    ['stop', { stop: [1] }],
    ['stop', { stop: '' }],
    ['tool_choice', { tool_choice: { type: 'function' } }],
    ['reasoning_effort', { reasoning_effort: 'low', reasoning: { effort: 'high' } }],
    ['max_tokens', { max_tokens: 5, max_completion_tokens: 6 }],
    ['messages[0].content', { messages: [{ role: 'user', content: ' \n' }] }],
    ['messages[0].content', { messages: [{ role: 'user', content: 7 }] }],
    ['messages[0].content[0].type', { messages: [{ role: 'user', content: [{ type: 'image_url', image_url: {} }] }] }],
    [
      'messages[0].content[0].extra',
      { messages: [{ role: 'user', content: [{ type: 'text', text: 'a', extra: 1 }] }] },
    ],
    ['messages[0].content', { messages: [{ role: 'assistant', content: null }] }],
    ['messages[1].tool_call_id', { messages: [user, { role: 'tool', tool_call_id: 'unknown', content: '4' }] }],
    ['messages[1].tool_call_id', { messages: [user, { role: 'tool', content: '4' }] }],
  ])('names %s when it cannot be used', (param, body) => {
    expect(paramOf(body)).toBe(param);
  });
});

describe('sentNames', () => {
  const sent = (body: Partial<CompletionRequestDto>) => sentNames({ model: 'auto', messages: [], ...body });

  it('tells by which name a field came', () => {
    expect(sent({ max_tokens: 500, reasoning: { effort: 'low' } })).toEqual({
      effort: 'reasoning.effort',
      maxOutputTokens: 'max_tokens',
    });
    expect(sent({ max_tokens: null, max_completion_tokens: 500, reasoning_effort: 'low' })).toEqual({
      effort: 'reasoning_effort',
      maxOutputTokens: 'max_completion_tokens',
    });
  });
});
