import { setTimeout as delay } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import type { Conversation, ConversationMessage } from '@app/contracts';
import { replyJson, replyThenCut, replyThenSilence } from '@app/testing';
import { ask } from '../support/json-client';
import { readEvents } from '../support/sse-events';
import { chatBody, chatChunks } from '../support/wire-replies';
import { startUsageApp, type UsageApp } from './usage-app';

jest.setTimeout(60_000);

const HALF = chatChunks([], ['Four', ' hundred', ' and', ' eight']).slice(0, 3);

describe('an answer without an end', () => {
  let app: UsageApp;

  beforeAll(async () => {
    app = await startUsageApp({ CACHE_ENABLED: 'true' });
  }, 120_000);
  afterAll(() => app.close());

  /** The stored answer of this chat, once it and its bill are settled and agree. */
  const settled = async (conversationId: unknown): Promise<ConversationMessage> => {
    const url = `${app.running.url}/api/v1/conversations/${String(conversationId)}`;
    for (const deadline = Date.now() + 5_000; ;) {
      const message = (await ask<Conversation>(url)).body.messages.at(-1)!;
      const bill = await billOf(message.chatId);
      if (message.state !== 'in_progress' && bill !== undefined && isDeepStrictEqual(message.usage, bill))
        return message;
      if (Date.now() > deadline) throw new Error(`Told ${JSON.stringify(message)}, billed ${JSON.stringify(bill)}`);
      await delay(20);
    }
  };

  const billOf = async (chatId: string | undefined): Promise<object | undefined> => {
    const { rows } = await app.pool.query<Record<string, unknown>>(
      `SELECT sum(input_tokens)::int AS input, sum(output_tokens)::int AS output, bool_or(estimated) AS estimated,
         CASE WHEN count(cost_micro_usd) = count(*) THEN sum(cost_micro_usd)::int END AS cost
       FROM stepwise.usage_calls WHERE turn_id = $1 AND state = 'settled' HAVING count(*) > 0`,
      [chatId],
    );
    const [bill] = rows;
    return (
      bill && {
        inputTokens: bill['input'],
        outputTokens: bill['output'],
        ...(bill['cost'] !== null && { costMicroUsd: bill['cost'] }),
        ...(bill['estimated'] === true && { estimated: true }),
      }
    );
  };

  /** Asks, and stops in the middle. Resolves with the id of the conversation. */
  const askAndStop = async (body: object): Promise<unknown> => {
    const response = await app.ask({ conversationId: 'new', message: 'What is 17 * 24?', stream: true, ...body });
    const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
    let text = '';
    while (!text.includes('hundred')) text += (await reader.read()).value ?? '';
    const { id, conversationId } = readEvents(text)[0]!.data;
    expect((await ask(`${app.running.url}/api/v1/chat/${String(id)}/cancel`, 'POST')).status).toBe(202);
    for (let done = false; !done;) ({ done } = await reader.read());
    return conversationId;
  };

  it.each([
    ['', { cache: { mode: 'bypass' } }],
    [' that would have been cached', { cache: { mode: 'default' }, temperature: 0 }],
    [' of several samples', { reasoning: { strategy: 'self-consistency', samples: 3 } }],
  ])('tells what it is billed when it was stopped: one%s', async (_name, body) => {
    app.upstream.answer(replyThenSilence(...HALF));
    const message = await settled(await askAndStop({ model: 'up/plain', ...body }));
    expect(message).toMatchObject({ state: 'interrupted', usage: { estimated: true } });
    expect(message.usage?.costMicroUsd).toBeGreaterThan(0);
  });

  it('tells what it is billed when its provider broke off', async () => {
    app.upstream.answer(replyThenCut(...HALF));
    const response = await app.ask({ conversationId: 'new', message: '?', stream: true, model: 'up/plain' });
    const [start] = readEvents(await response.text());
    const message = await settled(start!.data['conversationId']);
    expect(message).toMatchObject({ state: 'failed', content: 'Four hundred', usage: { estimated: true } });
    expect(message.usage?.costMicroUsd).toBeGreaterThan(0);
  });

  it('does not tell a cost that is not known', async () => {
    app.upstream.answer(replyThenSilence(...HALF));
    const { usage } = await settled(await askAndStop({ model: 'up/thinker' }));
    expect(usage).toMatchObject({ estimated: true });
    expect(usage).not.toHaveProperty('costMicroUsd');
  });

  it('is not said to be estimated when it came to its end', async () => {
    app.upstream.answer(replyJson(chatBody(undefined, '408')));
    const response = await app.ask({ conversationId: 'new', message: '?', model: 'up/plain' });
    const { conversationId } = (await response.json()) as { conversationId: string };
    expect((await settled(conversationId)).usage).toEqual({ inputTokens: 12, outputTokens: 9, costMicroUsd: 114 });
  });
});
