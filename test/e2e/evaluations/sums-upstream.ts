import type { UpstreamExchange } from '@app/testing';
import { chatChunks } from '../support/wire-replies';

/** What the upstream was asked, as far as it matters here. */
interface AskedBody {
  messages: { role: string; content: string }[];
}

/** The question of a request: its last message. */
export function questionOf(exchange: UpstreamExchange): string {
  const { messages } = exchange.body as AskedBody;
  return messages.at(-1)?.content ?? '';
}

/** True when the request asks for steps. */
export function asksForSteps(exchange: UpstreamExchange): boolean {
  return (exchange.body as AskedBody).messages.some(({ content }) => content.includes('Thought'));
}

/** Answers sums such as `2 + 3`: rightly in steps when it is asked for steps, else one too high for odd first numbers. */
export async function answerSum(exchange: UpstreamExchange): Promise<void> {
  const [, first = '', second = ''] = /(\d+) \+ (\d+)/.exec(questionOf(exchange)) ?? [];
  const sum = Number(first) + Number(second);
  const text = asksForSteps(exchange)
    ? `Thought: ${first} + ${second} = ${sum}\nFinal Answer: ${sum}`
    : String(sum + (Number(first) % 2));
  exchange.begin();
  await exchange.events(...chatChunks([], [text]));
  exchange.end();
}

/** A question file of `count` sums, as JSON lines. */
export function sumsFile(count: number): string {
  return Array.from({ length: count }, (_, i) =>
    JSON.stringify({ id: `s${i}`, question: `What is ${i} + 7?`, answer: i + 7 }),
  ).join('\n');
}
