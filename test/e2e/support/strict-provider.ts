import type { UpstreamExchange } from '@app/testing';

/** Small random choices that a seed decides. */
export class Chance {
  constructor(private state: number) {}

  /** From 0 up to 1 (mulberry32). */
  next(): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let t = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  }

  is(probability: number): boolean {
    return this.next() < probability;
  }

  upTo(most: number): number {
    return Math.floor(this.next() * (most + 1));
  }
}

/** Text as models write it: quotes, line ends, other scripts. */
export function oddText(chance: Chance): string {
  const pieces = ['Hm.', '\n', '  ', '"quoted"', '\\', 'Straße', '漢字', '😀', '\u2028', 'Thought: x', '<b>', '\t'];
  return Array.from({ length: 1 + chance.upTo(8) }, () => pieces[chance.upTo(pieces.length - 1)]).join(' ');
}

/** A text in two pieces that hold only whole characters, as providers send them. */
export function halves(text: string): string[] {
  let middle = Math.floor(text.length / 2);
  if (/[\ud800-\udbff]/.test(text.charAt(middle - 1))) middle += 1;
  return [text.slice(0, middle), text.slice(middle)].filter((half) => half !== '');
}

/** A message or item of a history, as it came over the wire. */
export type Turn = Record<string, unknown>;

/** What a provider gave in one reply. */
export interface GivenReply {
  text: string;
  calls: { id: string; name: string; arguments: string }[];
  /** As it must come back. */
  reasoning: unknown;
}

/** A provider that remembers every reply and refuses, with 400, a history in which its reasoning is missing or was changed. */
export abstract class StrictProvider {
  /** Why requests were refused. */
  readonly refusals: string[] = [];
  /** Assistant messages that came back with their reasoning. */
  returned = 0;
  protected readonly given: GivenReply[] = [];

  constructor(protected readonly chance: Chance) {}

  readonly answer = async (exchange: UpstreamExchange): Promise<void> => {
    const body = exchange.body as { stream?: boolean; messages?: Turn[]; input?: Turn[]; tools?: unknown[] };
    const turns = body.messages ?? body.input ?? [];
    const refusal = this.judge(turns);
    if (refusal !== undefined) {
      this.refusals.push(refusal);
      exchange.json({ type: 'error', error: { type: 'invalid_request_error', message: refusal } }, 400);
      return;
    }
    const hasResult = /"tool_result"|"function_call_output"|"role":"tool"/.test(JSON.stringify(turns.at(-1)));
    const callsTools = body.tools !== undefined && this.chance.is(hasResult ? 0.3 : 0.7);
    const reply = this.make(callsTools);
    this.given.push(reply);
    if (body.stream === true) {
      exchange.begin();
      await exchange.events(...this.events(reply));
      exchange.end();
    } else exchange.json(this.body(reply));
  };

  /** Why a history is refused; undefined for one in which all reasoning is as it must be. */
  protected abstract judge(turns: Turn[]): string | undefined;
  protected abstract reasoning(): unknown;
  protected abstract body(reply: GivenReply): object;
  protected abstract events(reply: GivenReply): unknown[];
  protected abstract newCallId(): string;

  /** The reply that a message of the history is, by the ids of its calls, else by its text. */
  protected find(text: string, ids: readonly string[]): GivenReply | undefined {
    return this.given.find(({ calls, ...reply }) =>
      ids.length > 0 ? calls.map(({ id }) => id).join() === ids.join() : calls.length === 0 && reply.text === text,
    );
  }

  private make(callsTools: boolean): GivenReply {
    const calls = Array.from({ length: callsTools ? 1 + this.chance.upTo(1) : 0 }, () => ({
      id: this.newCallId(),
      name: 'look_up',
      arguments: JSON.stringify({ what: oddText(this.chance), deep: { b: 1, a: [2, null] } }),
    }));
    const text = callsTools && this.chance.is(0.5) ? '' : `Answer ${this.given.length}: ${oddText(this.chance)} end.`;
    return { text, calls, reasoning: this.reasoning() };
  }
}
