import type { UpstreamExchange } from '@app/testing';

/** US dollars per million tokens of `up/plain`, as whole micro-dollars per token. */
const INPUT = 2n;
const OUTPUT = 10n;

/** What happens to a call. */
export type Fate = 'whole' | 'stream' | 'left' | 'failed' | 'truncated' | 'silent-about-usage';

/** A provider that keeps its own bill, by the number that each question holds. */
export class BillingUpstream {
  /** Micro-dollars of the replies that it gave whole and told the usage of. */
  readonly bill = new Map<number, bigint>();
  private readonly fates = new Map<number, Fate>();

  /** Decides what happens to the question of this number. */
  plan(number: number, fate: Fate): void {
    this.fates.set(number, fate);
  }

  readonly answer = async (exchange: UpstreamExchange): Promise<void> => {
    const { messages } = exchange.body as { messages: { content: string }[] };
    const number = Number(/question (\d+)/.exec(messages.at(-1)!.content)![1]);
    const fate = this.fates.get(number) ?? 'whole';
    const usage = usageOf(number);
    if (fate === 'failed') {
      exchange.json({ error: { message: 'no', type: 'invalid_request_error' } }, 400);
      return;
    }
    if (fate === 'whole') {
      this.charge(number);
      exchange.json({ ...base, object: 'chat.completion', choices: [whole], usage });
      return;
    }
    exchange.begin();
    for (let i = 0; i < 6; i++) await exchange.events(chunk({ content: `word${i} ` }));
    if (fate === 'left') {
      await exchange.closed;
      return;
    }
    if (fate === 'truncated') {
      exchange.cut();
      return;
    }
    await exchange.events(chunk({}, 'stop'));
    if (fate === 'stream') {
      this.charge(number);
      await exchange.events({ ...base, object: 'chat.completion.chunk', choices: [], usage });
    }
    await exchange.events('[DONE]');
    exchange.end();
  };

  private charge(number: number): void {
    const { prompt_tokens: input, completion_tokens: output } = usageOf(number);
    this.bill.set(number, BigInt(input) * INPUT + BigInt(output) * OUTPUT);
  }
}

const base = { id: 'c1', created: 1, model: 'plain' };
const whole = { index: 0, message: { role: 'assistant', content: 'an answer' }, finish_reason: 'stop' };

function chunk(delta: object, finishReason: string | null = null): object {
  return { ...base, object: 'chat.completion.chunk', choices: [{ index: 0, delta, finish_reason: finishReason }] };
}

/** Some tokens, different for each question. */
function usageOf(number: number) {
  const [prompt, completion] = [(number * 7_919) % 5_000, (number * 104_729) % 2_000];
  return { prompt_tokens: prompt, completion_tokens: completion, total_tokens: prompt + completion };
}
