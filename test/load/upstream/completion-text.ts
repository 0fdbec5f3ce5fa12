import { TEXT_MARK, type UpstreamScript } from './upstream-script';

const ID = 'chatcmpl-bench00000000000000000000';
const MODEL = 'bench-model-2026-01-01';
const CREATED = 1_767_225_600;
const ANSWER_BYTES = 600;

/** A whole completion of 600 bytes. */
export function completionBody(): string {
  const withText = (content: string): string =>
    JSON.stringify({
      id: ID,
      object: 'chat.completion',
      created: CREATED,
      model: MODEL,
      choices: [
        { index: 0, message: { role: 'assistant', content, refusal: null }, logprobs: null, finish_reason: 'stop' },
      ],
      usage: { prompt_tokens: 420, completion_tokens: 31, total_tokens: 451 },
      system_fingerprint: 'fp_bench',
    });
  const filler = 'Standing orders move with the account. ';
  const missing = ANSWER_BYTES - withText(TEXT_MARK + ' ').length;
  return withText(`${TEXT_MARK} ${filler.repeat(Math.ceil(missing / filler.length)).slice(0, missing)}`);
}

/** The Server-Sent Events of one stream. */
export interface CompletionEvents {
  opening: string;
  /** Text of the event with this index. */
  text: (index: number) => string;
  closing: string;
}

/** Builds the events of a script. */
export function completionEvents({ kind, events, filler }: UpstreamScript): CompletionEvents {
  const half = events / 2;
  const content = (text: string): string => frame({ content: text });
  const plain = content(` ${TEXT_MARK}`);
  const filled = filler === undefined ? plain : content(filler);
  const thought = frame({ reasoning_content: ` ${TEXT_MARK}` });
  const texts: Record<UpstreamScript['kind'], (index: number) => string> = {
    plain: (index) => (index === 0 ? plain : filled),
    reasoning: (index) => (index < half ? thought : plain),
    think: (index) => {
      if (index === 0) return content(`<think>\n${TEXT_MARK}`);
      return index === half ? content(`\n</think>\n\n${TEXT_MARK}`) : plain;
    },
  };
  const usage = { prompt_tokens: 420, completion_tokens: 24, total_tokens: 444 };
  return {
    opening: frame({ role: 'assistant', content: '' }),
    text: texts[kind],
    closing: frame({}, 'stop') + event(chunk([], { usage })) + 'data: [DONE]\n\n',
  };
}

function frame(delta: object, finishReason: string | null = null): string {
  return event(chunk([{ index: 0, delta, logprobs: null, finish_reason: finishReason }]));
}

function chunk(choices: object[], more: object = {}): object {
  return {
    id: ID,
    object: 'chat.completion.chunk',
    created: CREATED,
    model: MODEL,
    system_fingerprint: 'fp_bench',
    choices,
    ...more,
  };
}

function event(data: object): string {
  return `data: ${JSON.stringify(data)}\n\n`;
}
