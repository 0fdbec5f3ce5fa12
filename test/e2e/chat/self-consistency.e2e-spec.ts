import OpenAI from 'openai';
import type { ChatResponse } from '@app/contracts';
import { Gate, replyEvents, replyJson, replyThenSilence, UpstreamServer, type UpstreamScript } from '@app/testing';
import { endpointEnv } from '../support/endpoint-env';
import { startApp, type RunningApp } from '../support/running-app';
import { readEvents, type ReceivedEvent } from '../support/sse-events';
import { chatBody, chatChunks } from '../support/wire-replies';

const reply = (thought: string, answer: string): string => `Thought: ${thought}\nFinal Answer: ${answer}`;
const streamed = (thought: string, answer: string): UpstreamScript =>
  replyEvents(...chatChunks([], [`Thought: ${thought}`, '\nFinal ', `Answer: ${answer}`]));

/** Waits with its answer until the gate is opened. */
function gated(gate: Gate, script: UpstreamScript): UpstreamScript {
  return async (exchange) => {
    await gate.passed;
    await script(exchange);
  };
}

describe('self-consistency', () => {
  let upstream: UpstreamServer;
  let running: RunningApp;

  beforeAll(async () => {
    upstream = await UpstreamServer.start();
    running = await startApp({ ...endpointEnv(upstream.url), SELF_CONSISTENCY_PARALLEL: '3' });
  });

  afterAll(async () => {
    await running.close();
    await upstream.close();
  });

  beforeEach(() => upstream.exchanges.splice(0));

  const post = (reasoning: object, more: object = {}): Promise<Response> =>
    fetch(`${running.url}/api/v1/chat`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ message: 'q', reasoning: { strategy: 'self-consistency', ...reasoning }, ...more }),
    });

  const ask = async (reasoning: object, more: object = {}): Promise<ChatResponse> =>
    (await (await post(reasoning, more)).json()) as ChatResponse;

  const stream = async (reasoning: object): Promise<ReceivedEvent[]> =>
    readEvents(await (await post(reasoning, { stream: true })).text());

  /** Settles when the upstream has received as many requests. */
  const received = async (count: number): Promise<void> => {
    while (upstream.exchanges.length < count) await upstream.nextExchange();
  };

  it('gives the answer of most samples with the vote, the samples and what they cost together', async () => {
    upstream.answer(
      ...['12', '13', '$12.00'].map((answer, i) => replyJson(chatBody(undefined, reply(`t${i}`, answer)))),
    );

    const body = await ask({ samples: 3 });

    expect(body).toMatchObject({
      strategy: 'self-consistency',
      confidence: 67,
      confidenceSource: 'agreement',
      complete: true,
      warnings: [],
      usage: { inputTokens: 36, outputTokens: 27, costMicroUsd: 342 },
      vote: { agreement: 2 / 3, samples: 3, stoppedEarly: false, reason: 'all_samples' },
    });
    expect(body.vote?.counts.map(({ answer, branches }) => [answer, branches.length])).toEqual([
      ['12', 2],
      ['13', 1],
    ]);
    expect(body.samples?.map(({ status, usage }) => [status, usage?.costMicroUsd])).toEqual(
      Array(3).fill(['answered', 114]),
    );
    expect(body.finalAnswer).toMatch(/^(12|\$12\.00)$/);
    expect(new Set(body.reasoningSteps?.map(({ branch }) => branch))).toEqual(new Set([0, 1, 2]));
    expect(upstream.bodies).toMatchObject(Array(3).fill({ model: 'plain', temperature: 0.7 }));
  });

  it('asks as many at a time as it may, and no more', async () => {
    const gate = new Gate();
    upstream.answer(gated(gate, replyJson(chatBody(undefined, reply('t', '1')))));
    const answer = ask({ samples: 5 });
    await received(3);
    // The three that wait are all there are: a fourth could only come once one has answered.
    expect(upstream.exchanges).toHaveLength(3);
    gate.open();

    // Four that agree settle the vote.
    expect(await answer).toMatchObject({ vote: { stoppedEarly: true, reason: 'settled', samples: 5 } });
  });

  it('streams every sample under its branch, with indexes and deltas that fit the finish', async () => {
    upstream.answer(streamed('a b c', '7'), streamed('d e', '7'), streamed('f', '8'));

    const events = await stream({ samples: 3 });
    const finish = events.at(-1)!.data as unknown as ChatResponse;

    expect(events[0]?.event).toBe('start');
    for (const branch of [0, 1, 2]) {
      const lane = events.filter(({ data }) => data['branch'] === branch).map(({ event }) => event);
      expect(lane[0]).toBe('branch-start');
      expect(lane.at(-1)).toBe('branch-end');
    }
    const texts = new Map<number, string>();
    for (const { event, data } of events) {
      if (event !== 'step-delta') continue;
      texts.set(data['index'] as number, (texts.get(data['index'] as number) ?? '') + (data['text'] as string));
    }
    expect(finish.reasoningSteps?.map(({ index, thought }) => [index, thought])).toEqual(
      [...texts].sort(([a], [b]) => a - b),
    );
    const answer = events.filter(({ event }) => event === 'answer-delta').map(({ data }) => data['text']);
    expect(answer.join('')).toBe(finish.finalAnswer);
    expect(finish).toMatchObject({ finalAnswer: '7', confidence: 67 });
    const votes = events.filter(({ event }) => event === 'vote');
    expect(votes.at(-1)?.data['vote']).toEqual(finish.vote);
  });

  it('cancels the samples that still run once the answer is settled', async () => {
    const slow = replyThenSilence(...chatChunks([], ['Thought: slow']).slice(0, 2));
    upstream.answer(slow, streamed('a', '5'));

    const events = await stream({ samples: 20 });
    const finish = events.at(-1)!.data as unknown as ChatResponse;

    expect(finish).toMatchObject({
      finalAnswer: '5',
      vote: { stoppedEarly: true, reason: 'settled', agreement: 1 },
    });
    expect(finish.warnings).toContain('usage_incomplete');
    expect(finish.samples?.filter(({ status }) => status === 'cancelled').length).toBeGreaterThan(0);
    await upstream.exchanges[0]!.closed;
    expect(upstream.exchanges[0]!.aborted).toBe(true);
  });

  it('goes on without samples that fail, and answers with an error when all do', async () => {
    const overloaded = replyJson({ error: { message: 'busy' } }, 503);
    upstream.answer(overloaded, replyJson(chatBody(undefined, reply('t', '4'))));
    const mixed = await ask({ samples: 3 });
    expect(mixed).toMatchObject({ finalAnswer: '4', confidence: 100, vote: { counts: [{ answer: '4' }] } });
    expect(mixed.warnings).toContain('samples_failed');
    expect(mixed.samples?.filter(({ status }) => status === 'failed')).toHaveLength(1);

    upstream.answer(overloaded);
    const failed = await post({ samples: 3 }, { stream: true });
    expect(failed.status).toBe(503);
    expect(await failed.json()).toMatchObject({ error: { code: 'provider_overloaded' } });
  });

  it('stops at the ceiling of the request', async () => {
    const usage = { prompt_tokens: 400, completion_tokens: 20, total_tokens: 420 };
    upstream.answer(
      ...['4', '5', '6'].map((answer) => replyJson({ ...chatBody(undefined, reply('t', answer)), usage })),
    );

    // Each costs 1000: three are begun at once, and one more would pass the ceiling.
    const body = await ask({ samples: 20, costCeilingMicroUsd: 3500 });

    expect(body).toMatchObject({
      complete: true,
      usage: { costMicroUsd: 3000 },
      vote: { stoppedEarly: true, reason: 'cost_ceiling' },
      warnings: ['ceiling_reached'],
    });
  });

  it('reaches every sample when the client leaves', async () => {
    upstream.answer(replyThenSilence(...chatChunks([], ['Thought: slow']).slice(0, 2)));
    const client = new AbortController();
    const response = fetch(`${running.url}/api/v1/chat`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ message: 'q', stream: true, reasoning: { strategy: 'self-consistency' } }),
      signal: client.signal,
    });
    await received(3);
    await response;
    client.abort();

    await Promise.all(upstream.exchanges.map(({ closed }) => closed));
    expect(upstream.exchanges.map(({ aborted }) => aborted)).toEqual([true, true, true]);
  });

  it('shows nothing of its samples when the reasoning is to be hidden', async () => {
    upstream.answer(streamed('secret', '7'));

    const text = await (await post({ samples: 2, show: false }, { stream: true })).text();

    expect(text).not.toMatch(/secret|branch|"vote"|samples/);
    expect(readEvents(text).at(-1)?.data).toMatchObject({ finalAnswer: '7', confidence: 100 });
  });

  it.each([
    [{ samples: 0 }, 'reasoning.samples'],
    [{ samples: 21 }, 'reasoning.samples'],
    [{ tokenCeiling: 0 }, 'reasoning.tokenCeiling'],
  ])('refuses %j by name', async (reasoning, param) => {
    const response = await post(reasoning);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ error: { code: 'invalid_parameter', param } });
  });

  it('says when an option was given that the strategy has no use for', async () => {
    upstream.answer(replyJson(chatBody(undefined, '4')));

    expect(await ask({ strategy: 'direct', samples: 3 })).toMatchObject({ warnings: ['reasoning_option_ignored'] });
  });

  it('gives an OpenAI client the answer with the steps of the winner, never mixed with others', async () => {
    const client = new OpenAI({ baseURL: `${running.url}/v1`, apiKey: 'none', maxRetries: 0 });
    const body = {
      model: 'up/plain',
      messages: [{ role: 'user' as const, content: 'q' }],
      reasoning: { strategy: 'self-consistency', samples: 3 },
    };
    upstream.answer(streamed('one', '8'), streamed('two', '7'), streamed('two', '7'));

    const chunks = [];
    for await (const chunk of await client.chat.completions.create({ ...body, stream: true })) chunks.push(chunk);
    const deltas = chunks.flatMap(({ choices }) => choices.map(({ delta }) => delta as Record<string, string | null>));
    const texts = (field: string): string => deltas.map((delta) => delta[field] ?? '').join('');
    expect([texts('content'), texts('reasoning_content')]).toEqual(['7', 'two']);
    const fields = deltas.flatMap((delta) => Object.keys(delta).filter((field) => delta[field] !== ''));
    expect(fields).toEqual(['role', 'reasoning_content', 'content']);

    upstream.answer(...['8', '7', '7'].map((answer) => replyJson(chatBody(undefined, reply(`so ${answer}`, answer)))));
    const completion = await client.chat.completions.create(body);
    expect(completion.choices[0]?.message).toMatchObject({ content: '7', reasoning_content: 'so 7' });
    expect(completion.usage).toMatchObject({ prompt_tokens: 36, completion_tokens: 27 });
    expect(completion).toMatchObject({
      stepwise: { confidence: 67, vote: { counts: [{ answer: '7' }, { answer: '8' }] } },
    });
  });
});
