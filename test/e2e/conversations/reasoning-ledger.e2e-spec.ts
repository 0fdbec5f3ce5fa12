import { UpstreamServer } from '@app/testing';
import OpenAI from 'openai';
import { startApp, type RunningApp } from '../support/running-app';
import { startSql, type SqlFixture } from '../support/sql-fixture';
import { StrictAnthropic } from '../support/strict-anthropic';
import { StrictDeepSeek } from '../support/strict-deepseek';
import { Chance, oddText, type StrictProvider } from '../support/strict-provider';

jest.setTimeout(900_000);

/** Conversations with each provider; 200 in the long run. */
const CONVERSATIONS = Number(process.env['REASONING_CONVERSATIONS'] ?? 10);

type Message = OpenAI.Chat.ChatCompletionMessageParam;
type Reply = OpenAI.Chat.ChatCompletionMessage;

const TOOLS: OpenAI.Chat.ChatCompletionTool[] = [
  { type: 'function', function: { name: 'look_up', parameters: { type: 'object', properties: {} } } },
];

const PROVIDERS: [string, string, string, (chance: Chance) => StrictProvider][] = [
  [
    'an Anthropic-shaped provider with signed thinking',
    'anthropic/claude-sonnet-4-5',
    'ANTHROPIC',
    (c) => new StrictAnthropic(c),
  ],
  ['a DeepSeek-shaped provider with turns of tools', 'deepseek-reasoner', 'DEEPSEEK', (c) => new StrictDeepSeek(c)],
];

describe('an unmodified OpenAI client', () => {
  let sql: SqlFixture;
  beforeAll(async () => {
    sql = await startSql();
  }, 120_000);
  afterAll(() => sql.remove());

  describe.each(PROVIDERS)('over %s', (_name, model, vendor, makeProvider) => {
    let upstream: UpstreamServer;
    let apps: RunningApp[];
    const chance = new Chance(20_261_125);
    const provider = makeProvider(chance);

    beforeAll(async () => {
      upstream = await UpstreamServer.start(provider.answer);
      const env = {
        DATABASE_URL: sql.databaseUrl,
        LOG_LEVEL: 'error',
        CACHE_ENABLED: 'false',
        [`${vendor}_API_KEY`]: 'key',
        [`${vendor}_BASE_URL`]: upstream.url,
      };
      apps = [await startApp(env), await startApp(env)];
    }, 60_000);
    afterAll(async () => {
      for (const app of apps) await app.close();
      await upstream.close();
    });

    /** Any of the processes: what one kept, the other must find. */
    const client = (): OpenAI =>
      new OpenAI({ baseURL: `${apps[chance.upTo(1)]?.url ?? ''}/v1`, apiKey: 'none', maxRetries: 0 });

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
      for (let number = 0; number < CONVERSATIONS; number++) {
        await converse(number).catch((error: unknown) => {
          if (provider.refusals.length === 0) throw error;
        });
      }
      expect(provider.refusals).toEqual([]);
      expect(provider.returned).toBeGreaterThan(CONVERSATIONS);
    });
  });
});
