import { Agent, request, type Dispatcher } from 'undici';
import { BENCH_API_KEY } from '../servers/start-product';
import type { BenchModel } from '../upstream/upstream-script';

/** Different questions: all are asked once within 24,000 requests, and are in the cache then. */
const QUESTIONS = 2_000;
const CLIENTS = 32;

interface MixedRequest {
  method: 'GET' | 'POST';
  path: string;
  body?: object;
  key?: string;
  status: number;
  /** Leaves after the first bytes. */
  leaves?: boolean;
}

/** What users and operators send, right and wrong, in equal shares. */
const KINDS: readonly ((question: string) => MixedRequest)[] = [
  (question) => openai({ question }),
  (question) => openai({ question, stream: true }),
  (question) => native({ message: question }),
  (question) => native({ message: question, stream: true }),
  (question) => native({ message: question, conversationId: 'new' }),
  () => openai({ question: 'What does everybody ask?' }),
  () => ({ ...native({ message: 'Who waits?', stream: true }, 'bench-paced-10ms'), leaves: true }),
  () => ({ ...native({ message: 'Is that hot?', temperature: 'very' }), status: 400 }),
  () => ({ method: 'POST', path: '/api/v1/nowhere', body: {}, status: 404 }),
  () => ({ ...openai({ question: 'May I?' }), key: 'sk-of-nobody-0123456789', status: 401 }),
  () => ({ method: 'GET', path: '/api/v1/conversations', status: 200 }),
  () => ({ method: 'GET', path: '/health/advanced', status: 200 }),
];

function openai({ question, ...more }: { question: string; stream?: true }): MixedRequest {
  const body = { model: modelId('bench-answer'), messages: [{ role: 'user', content: question }], ...more };
  return { method: 'POST', path: '/v1/chat/completions', body, status: 200 };
}

function native(fields: object, model: BenchModel = 'bench-answer'): MixedRequest {
  return { method: 'POST', path: '/api/v1/chat', body: { model: modelId(model), ...fields }, status: 200 };
}

function modelId(model: BenchModel): string {
  return `bench/${model}`;
}

/** Sends requests of all kinds in turn to one server. */
export class MixedRequests {
  private readonly agent = new Agent({ connections: CLIENTS });
  private sent = 0;
  /** Answers with another status than the right one, and lost connections. */
  errors = 0;
  /** What the last of them was. */
  lastError = '';

  constructor(private readonly port: number) {}

  /** Sends so many, 32 at a time, and resolves when all are answered. */
  async send(count: number): Promise<void> {
    const until = this.sent + count;
    const client = async (): Promise<void> => {
      while (this.sent < until) await this.ask(this.sent++);
    };
    await Promise.all(Array.from({ length: CLIENTS }, client));
  }

  close(): Promise<void> {
    return this.agent.destroy();
  }

  private async ask(number: number): Promise<void> {
    const kind = KINDS[number % KINDS.length];
    const mixed = kind?.(`What is known of case ${Math.floor(number / KINDS.length) % QUESTIONS}?`);
    if (mixed === undefined) return;
    try {
      const answer = await this.open(mixed);
      const text = mixed.leaves === true ? await leave(answer) : await answer.body.text();
      if (answer.statusCode !== mixed.status) this.fail(`${mixed.path}: ${answer.statusCode} ${text.slice(0, 300)}`);
    } catch (error) {
      this.fail(`${mixed.path}: ${String(error)}`);
    }
  }

  private open({ method, path, body, key = BENCH_API_KEY }: MixedRequest): Promise<Dispatcher.ResponseData> {
    return request(`http://127.0.0.1:${this.port}${path}`, {
      dispatcher: this.agent,
      method,
      headers: {
        authorization: `Bearer ${key}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  }

  private fail(what: string): void {
    this.errors++;
    this.lastError = what;
  }
}

async function leave({ body }: Dispatcher.ResponseData): Promise<string> {
  for await (const piece of body) {
    body.destroy();
    return String(piece);
  }
  return '';
}
