import type { ChatResponse } from '@app/contracts';
import { ModelRegistry } from '@app/providers';
import { replyEvents, replyJson, UpstreamServer } from '@app/testing';
import { endpointEnv } from '../support/endpoint-env';
import { startApp, type RunningApp } from '../support/running-app';
import { readEvents } from '../support/sse-events';
import { chatBody, chatChunks } from '../support/wire-replies';

const REPLY =
  'Thought: 3 * 4 = 12\nAction: multiply\nConfidence: 95%\nThought: 12 - 2 = 10\nConfidence: 80%\nFinal Answer: 10';
const MULTIPLIED = { thought: '3 * 4 = 12', action: 'multiply', confidence: 95, confidenceSource: 'stated' };
const STEPS = [MULTIPLIED, { thought: '12 - 2 = 10', confidence: 80, confidenceSource: 'stated' }];
// The thread of the model in the box compiles its sources here, which takes seconds on a busy machine.
jest.setTimeout(120_000);

describe('the confidence that a prompted model states of its steps', () => {
  let upstream: UpstreamServer;
  let running: RunningApp;

  beforeAll(async () => {
    upstream = await UpstreamServer.start();
    running = await startApp({ ...endpointEnv(upstream.url), COT_STATED_CONFIDENCE: 'true' });
  });

  afterAll(async () => {
    await running.close();
    await upstream.close();
  });

  const post = (body: object): Promise<Response> =>
    fetch(`${running.url}/api/v1/chat`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
    });
  const ask = async (body: object): Promise<ChatResponse> => (await (await post(body)).json()) as ChatResponse;
  const prompt = (): string => JSON.stringify(upstream.bodies.at(-1));

  it('is asked for, and told with each step', async () => {
    upstream.answer(replyJson(chatBody(undefined, REPLY)));
    const { reasoningSteps, finalAnswer } = await ask({ message: 'whole' });

    expect(prompt()).toContain('Confidence: how sure you are of this step');
    expect(reasoningSteps).toMatchObject(STEPS);
    expect(finalAnswer).toBe('10');
  });

  it('comes in a stream too', async () => {
    upstream.answer(replyEvents(...chatChunks([], [REPLY.slice(0, 50), REPLY.slice(50)])));
    const events = readEvents(await (await post({ message: 'streamed', stream: true })).text());

    expect(events.at(-1)!.data).toMatchObject({ reasoningSteps: STEPS });
  });

  it('is asked of samples and not of drafts', async () => {
    upstream.answer(replyJson(chatBody(undefined, REPLY)));
    const voted = await ask({ message: 'samples', reasoning: { strategy: 'self-consistency', samples: 2 } });
    expect(prompt()).toContain('Confidence:');
    expect(new Set(voted.reasoningSteps?.map(({ confidence }) => confidence))).toEqual(new Set([95, 80]));

    await ask({ message: 'drafts', reasoning: { strategy: 'chain-of-draft' } });
    expect(prompt()).not.toContain('Confidence:');
  });

  it('is nothing that the model in the box is asked for', async () => {
    await running.app.get(ModelRegistry).warmUp();
    const message = 'Tom has 3 bags of 4 apples and eats 2. How many are left?';
    const answer = await ask({ message, model: 'embedded/stepwise-mini', reasoning: { strategy: 'cot' } });

    expect(answer).toMatchObject({ finalAnswer: '10', complete: true, warnings: [] });
    expect(answer.reasoningSteps?.some(({ confidenceSource }) => confidenceSource === 'stated')).toBe(false);
    expect(answer.rawResponse).not.toContain('Confidence');
  });
});
