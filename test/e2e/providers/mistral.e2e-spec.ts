import type { ChatResponse } from '@app/contracts';
import { replyEvents, replyJson, UpstreamServer } from '@app/testing';
import { startApp, type RunningApp } from '../support/running-app';
import { readEvents } from '../support/sse-events';

const thinking = (text: string): object => ({ type: 'thinking', thinking: [{ type: 'text', text }] });
const usage = { prompt_tokens: 10, completion_tokens: 20, total_tokens: 30 };
const chunk = (content: unknown, finishReason: string | null = null, more: object = {}): object => ({
  id: 'm1',
  object: 'chat.completion.chunk',
  created: 1,
  model: 'magistral-medium-latest',
  choices: [{ index: 0, delta: { content }, finish_reason: finishReason }],
  ...more,
});

const WHOLE = {
  id: 'm1',
  object: 'chat.completion',
  created: 1,
  model: 'magistral-medium-latest',
  choices: [
    {
      index: 0,
      message: { role: 'assistant', content: [thinking('12 - 2 = 10'), { type: 'text', text: 'Ten.' }] },
      finish_reason: 'stop',
    },
  ],
  usage,
};

/** The turn-over chunk holds both kinds of content in one array, as the real one does. */
const STREAM = [
  chunk([thinking('12 - ')]),
  chunk([thinking('2 = 10'), { type: 'text', text: 'T' }]),
  chunk('en.'),
  chunk('', 'stop', { usage }),
  '[DONE]',
];

describe('mistral over its own wire format', () => {
  let upstream: UpstreamServer;
  let running: RunningApp;

  beforeAll(async () => {
    upstream = await UpstreamServer.start();
    running = await startApp({ MISTRAL_API_KEY: 'key', MISTRAL_BASE_URL: `${upstream.url}/v1` });
  });

  afterAll(async () => {
    await running.close();
    await upstream.close();
  });

  it('gives the same steps and the same answer whole and streamed', async () => {
    upstream.answer(replyJson(WHOLE), replyEvents(...STREAM));
    const ask = (stream: boolean): Promise<Response> =>
      fetch(`${running.url}/api/v1/chat`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({
          message: 'apples?',
          model: 'magistral-medium-latest',
          stream,
          reasoning: { strategy: 'native' },
        }),
      });

    const whole = (await (await ask(false)).json()) as ChatResponse;
    const streamed = readEvents(await (await ask(true)).text()).at(-1)!.data as unknown as ChatResponse;

    for (const response of [whole, streamed]) {
      expect(response).toMatchObject({
        finalAnswer: 'Ten.',
        reasoningSteps: [{ index: 0, thought: '12 - 2 = 10', source: 'native' }],
        complete: true,
        usage: { inputTokens: 10, outputTokens: 20 },
      });
    }
  });
});
