/** Chunks of a Chat Completions stream: reasoning, then an answer, then usage. */
export function chatChunks(reasoning: string[], content: string[]): unknown[] {
  const chunk = (delta: object, finishReason: string | null = null): object => ({
    id: 'c1',
    object: 'chat.completion.chunk',
    created: 1,
    model: 'm',
    choices: [{ index: 0, delta, finish_reason: finishReason }],
  });
  return [
    chunk({ role: 'assistant', content: reasoning.length > 0 ? null : '' }),
    ...reasoning.map((text) => chunk({ content: null, reasoning_content: text })),
    ...content.map((text) => chunk({ content: text })),
    chunk({}, 'stop'),
    { id: 'c1', object: 'chat.completion.chunk', created: 1, model: 'm', choices: [], usage: chatUsage },
    '[DONE]',
  ];
}

/** What {@link chatChunks} and {@link chatBody} report as usage. */
export const chatUsage = {
  prompt_tokens: 12,
  completion_tokens: 9,
  total_tokens: 21,
  completion_tokens_details: { reasoning_tokens: 5 },
};

const plainUsage = { prompt_tokens: 12, completion_tokens: 9, total_tokens: 21 };

/** The same reply as a whole body. */
export function chatBody(reasoning: string | undefined, content: string, finishReason = 'stop'): object {
  return {
    id: 'c1',
    object: 'chat.completion',
    created: 1,
    model: 'm',
    choices: [
      {
        index: 0,
        message: {
          role: 'assistant',
          content,
          ...(reasoning === undefined ? {} : { reasoning_content: reasoning }),
        },
        finish_reason: finishReason,
      },
    ],
    usage: reasoning === undefined ? plainUsage : chatUsage,
  };
}
