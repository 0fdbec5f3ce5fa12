import { UpstreamServer, type UpstreamExchange } from '@app/testing';

/** What a model is to say: its reasoning (where it has a channel for it) and its text, piece by piece. */
export interface Reply {
  reasoning?: readonly string[];
  text: readonly string[];
  /** Waits after each piece, or after each `perTick` of them, milliseconds. Default 0. */
  everyMs?: number;
  perTick?: number;
  /** Held until then: before the first piece, or after `pauseAfter` pieces. */
  until?: Promise<void>;
  pauseAfter?: number;
  /** The connection breaks after the last piece. */
  isCut?: boolean;
}

/** An upstream whose replies a test tells by what was asked last. */
export class ToldUpstream {
  private readonly replies = new Map<string, Reply | 'overloaded'>();
  private readonly questions: string[] = [];

  private constructor(private readonly server: UpstreamServer) {}

  static async start(): Promise<ToldUpstream> {
    const server = await UpstreamServer.start();
    const upstream = new ToldUpstream(server);
    server.answer((exchange) => upstream.serve(exchange));
    return upstream;
  }

  /** Environment that offers it: `up/plain` only writes text, `up/thinker` reasons by itself. */
  get env(): Record<string, string> {
    const models = [
      { name: 'plain', reasoning: { control: 'none' }, price: { input: 2, output: 10 } },
      { name: 'thinker', reasoning: { control: 'always' }, price: { input: 2, output: 10 } },
    ];
    return {
      DEFAULT_COT_MODEL: 'up/plain',
      PROVIDERS_JSON: JSON.stringify({ endpoints: [{ name: 'up', baseUrl: `${this.server.url}/v1`, models }] }),
    };
  }

  /** From now on a question that holds this text is answered so. Later ones win. */
  tell(question: string, reply: Reply | 'overloaded'): void {
    this.replies.set(question, reply);
  }

  /** Resolves once a question that holds this text has come. */
  async asked(question: string): Promise<void> {
    while (!this.questions.some((asked) => asked.includes(question))) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  close(): Promise<void> {
    return this.server.close();
  }

  private async serve(exchange: UpstreamExchange): Promise<void> {
    if (exchange.method === 'GET') {
      exchange.json({ data: [] });
      return;
    }
    const { messages } = exchange.body as { messages: { role: string; content: string }[] };
    const asked = messages.filter(({ role }) => role === 'user').at(-1)?.content ?? '';
    this.questions.push(asked);
    const reply = [...this.replies].reverse().find(([question]) => asked.includes(question))?.[1];
    if (reply === undefined || reply === 'overloaded') {
      exchange.json({ error: { message: 'overloaded' } }, reply === undefined ? 400 : 503);
      return;
    }
    await stream(exchange, reply);
  }
}

async function stream(
  exchange: UpstreamExchange,
  { reasoning = [], text, everyMs = 0, perTick = 1, until, pauseAfter = 0, isCut = false }: Reply,
): Promise<void> {
  exchange.begin();
  const deltas = [...reasoning.map((piece) => ({ reasoning_content: piece })), ...text.map((content) => ({ content }))];
  const began = performance.now();
  for (let at = 0; at < deltas.length && !exchange.aborted; at += perTick) {
    if (at === pauseAfter) await until;
    const events = deltas.slice(at, at + perTick).map((delta) => `data: ${JSON.stringify(chunk(delta, null))}\n\n`);
    await exchange.write(events.join(''));
    // By the clock, not by adding up waits: a late timer does not slow the stream down.
    const dueMs = ((at + perTick) / perTick) * everyMs - (performance.now() - began);
    if (dueMs > 1) await new Promise((resolve) => setTimeout(resolve, dueMs));
  }
  if (isCut) {
    exchange.cut();
    return;
  }
  const usage = { prompt_tokens: 100, completion_tokens: 50, completion_tokens_details: { reasoning_tokens: 30 } };
  await exchange.events(chunk({}, 'stop'), { ...chunk({}, null), choices: [], usage }, '[DONE]');
  exchange.end();
}

function chunk(delta: object, finishReason: string | null): object {
  const choices = [{ index: 0, delta, finish_reason: finishReason }];
  return { id: 'c', object: 'chat.completion.chunk', model: 'm', choices };
}
