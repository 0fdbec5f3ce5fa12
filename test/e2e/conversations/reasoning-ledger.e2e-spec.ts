import { UpstreamServer } from '@app/testing';
import OpenAI from 'openai';
import { endpointEnv } from '../support/endpoint-env';
import { startApp, type RunningApp } from '../support/running-app';
import { startSql, type SqlFixture } from '../support/sql-fixture';
import { StrictAnthropic } from '../support/strict-anthropic';
import { StrictDeepSeek } from '../support/strict-deepseek';
import { StrictMistral } from '../support/strict-mistral';
import { StrictOpenRouter } from '../support/strict-openrouter';
import { Chance, oddText, type StrictProvider } from '../support/strict-provider';
import { StrictResponses } from '../support/strict-responses';

jest.setTimeout(900_000);

/** Conversations with each provider; 200 in the long run. */
const CONVERSATIONS = Number(process.env['REASONING_CONVERSATIONS'] ?? 6);

type Message = OpenAI.Chat.ChatCompletionMessageParam;
type Reply = OpenAI.Chat.ChatCompletionMessage;

const TOOLS: OpenAI.Chat.ChatCompletionTool[] = [
  { type: 'function', function: { name: 'look_up', parameters: { type: 'object', properties: {} } } },
];

/** A provider that demands its reasoning back, and how the app is told of it. */
interface Demanding {
  name: string;
  model: string;
  make: (chance: Chance) => StrictProvider;
  env: (url: string) => Record<string, string>;
}

const vendor =
  (name: string) =>
  (url: string): Record<string, string> => ({ [`${name}_API_KEY`]: 'key', [`${name}_BASE_URL`]: url });

const PROVIDERS: Demanding[] = [
  {
    name: 'an Anthropic-shaped provider with signed thinking',
    model: 'anthropic/claude-sonnet-4-5',
    make: (chance) => new StrictAnthropic(chance),
    env: vendor('ANTHROPIC'),
  },
  {
    name: 'a DeepSeek-shaped provider with turns of tools',
    model: 'deepseek-reasoner',
    make: (chance) => new StrictDeepSeek(chance),
    env: vendor('DEEPSEEK'),
  },
  {
    name: "a provider of OpenAI's Responses with encrypted items",
    model: 'openai/gpt-5',
    make: (chance) => new StrictResponses(chance),
    env: vendor('OPENAI'),
  },
  {
    name: 'a Mistral-shaped provider with thinking chunks',
    model: 'magistral-medium-latest',
    make: (chance) => new StrictMistral(chance),
    env: vendor('MISTRAL'),
  },
  {
    name: 'an OpenRouter-shaped provider with reasoning details',
    model: 'up/thinker',
    make: (chance) => new StrictOpenRouter(chance),
    env: endpointEnv,
  },
];

describe('an unmodified OpenAI client', () => {
  let sql: SqlFixture;
  beforeAll(async () => {
    sql = await startSql();
  }, 120_000);
  afterAll(() => sql.remove());

  describe.each(PROVIDERS)('over $name', ({ model, make, env }) => {
    let upstream: UpstreamServer;
    const apps: RunningApp[] = [];
    let chance: Chance;
    let provider: StrictProvider;

    beforeAll(async () => {
      upstream = await UpstreamServer.start();
    });
    afterEach(async () => {
      for (const app of apps.splice(0)) await app.close();
    });
    afterAll(() => upstream.close());

    /** Starts so many processes against a provider that has said nothing yet. */
    async function start(count: number, more: Record<string, string> = {}): Promise<void> {
      chance = new Chance(20_261_125);
      provider = make(chance);
      upstream.answer(provider.answer);
      const settings = {
        DATABASE_URL: sql.databaseUrl,
        LOG_LEVEL: 'error',
        CACHE_ENABLED: 'false',
        ...env(upstream.url),
      };
      while (apps.length < count) apps.push(await startApp({ ...settings, ...more }));
    }

    /** Any of the processes: what one kept, the other must find. */
    const client = (): OpenAI =>
      new OpenAI({ baseURL: `${apps[chance.upTo(apps.length - 1)]?.url ?? ''}/v1`, apiKey: 'none', maxRetries: 0 });

    async function complete(messages: Message[], conversation: Record<string, string>): Promise<Reply> {
      const params = { model, messages, tools: TOOLS, reasoning_effort: 'low' as const, max_completion_tokens: 4_096 };
      if (chance.is(0.5)) {
        const completion = await client().chat.completions.create(params, { headers: conversation });
        const [choice] = completion.choices;
        if (choice === undefined) throw new Error('No choice.');
        return choice.message;
      }
      const stream = client().chat.completions.stream(params, { headers: conversation });
      return stream.finalMessage();
    }

    /** What a client keeps of a message: all of it, or what the API of OpenAI knows. */
    function kept(message: Reply): Message {
      // `parsed` is of the SDK's stream helper; no API takes it back.
      if (chance.is(0.3)) return JSON.parse(JSON.stringify({ ...message, parsed: undefined })) as Message;
      const { role, content, tool_calls: calls } = message;
      return { role, content, ...(calls === undefined ? {} : { tool_calls: calls }) };
    }

    async function converse(number: number): Promise<void> {
      const conversation: Record<string, string> = {};
      const messages: Message[] = [{ role: 'system', content: `Conversation ${number}.` }];
      for (let turn = 0; turn <= 1 + chance.upTo(3); turn++) {
        messages.push({ role: 'user', content: `Question ${number}.${turn}: ${oddText(chance)}` });
        if (chance.is(0.2)) messages[0] = { role: 'system', content: `Changed ${turn}.` };
        let reply = await complete(messages, conversation);
        messages.push(kept(reply));
        for (let round = 0; (reply.tool_calls?.length ?? 0) > 0 && round < 6; round++) {
          for (const { id } of reply.tool_calls ?? []) {
            messages.push({ role: 'tool', tool_call_id: id, content: oddText(chance) });
          }
          reply = await complete(messages, conversation);
          messages.push(kept(reply));
        }
        if ((reply.tool_calls?.length ?? 0) > 0) return;
      }
    }

    it(`is never refused for missing or changed reasoning in ${CONVERSATIONS} random conversations`, async () => {
      await start(2);
      for (let number = 0; number < CONVERSATIONS; number++) {
        await converse(number).catch((error: unknown) => {
          if (provider.refusals.length === 0) throw error;
        });
      }
      expect(provider.refusals).toEqual([]);
      expect(provider.returned).toBeGreaterThan(CONVERSATIONS);
    });

    it('is refused without the ledger: the provider does look', async () => {
      await start(1, { REASONING_LEDGER_DAYS: '0' });
      const errors: unknown[] = [];
      for (let number = 0; number < 3; number++) {
        await converse(number).catch((error: unknown) => errors.push(error));
      }
      expect(errors.length).toBeGreaterThan(0);
      for (const error of errors) expect(error).toBeInstanceOf(OpenAI.APIError);
      expect(provider.refusals).toHaveLength(errors.length);
    });
  });
});
