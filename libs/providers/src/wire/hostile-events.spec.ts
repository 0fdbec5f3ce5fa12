import { ModelError, type StreamPart } from '@app/model';
import fc from 'fast-check';
import { collectParts } from '../testing/collect-parts';
import { MistralDecoder } from './mistral-decoder';
import { OpenAiChatDecoder } from './openai-chat-decoder';
import { OpenAiResponsesDecoder } from './openai-responses-decoder';
import type { WireDecoder } from './wire-decoder';

const anything = fc.jsonValue({ maxDepth: 2 });
/** Mostly a value of the right kind, sometimes anything at all. */
const mostly = <T>(right: fc.Arbitrary<T>): fc.Arbitrary<unknown> =>
  fc.oneof({ weight: 6, arbitrary: right }, { weight: 1, arbitrary: anything });
const record = (fields: Record<string, fc.Arbitrary<unknown>>) => fc.record(fields, { requiredKeys: [] });
const text = mostly(fc.string({ maxLength: 5 }));
const index = mostly(fc.integer({ min: 0, max: 2 }));
const list = (item: fc.Arbitrary<unknown>) => mostly(fc.array(item, { maxLength: 3 }));

const call = record({ index, id: text, function: mostly(record({ name: text, arguments: text })) });
const piece = record({
  type: mostly(fc.constantFrom('text', 'thinking', 'refusal')),
  text,
  thinking: list(record({ type: fc.constant('text'), text })),
  closed: mostly(fc.boolean()),
});
const detail = record({
  type: mostly(fc.constantFrom('reasoning.text', 'reasoning.encrypted')),
  text,
  data: text,
  index,
});
const message = record({
  content: fc.oneof(text, list(piece)),
  reasoning: text,
  reasoning_content: text,
  reasoning_details: list(detail),
  refusal: text,
  tool_calls: list(call),
});
const usage = mostly(record({ prompt_tokens: mostly(fc.integer()), completion_tokens_details: anything }));
const reason = mostly(fc.constantFrom('stop', 'length', 'tool_calls', null));
const chatEvent = mostly(
  record({
    choices: list(record({ index, delta: mostly(message), message: mostly(message), finish_reason: reason })),
    usage,
  }),
);

const item = mostly(
  record({
    id: text,
    type: mostly(fc.constantFrom('reasoning', 'message', 'function_call')),
    summary: list(record({ text })),
    content: list(record({ text, refusal: text })),
    call_id: text,
    name: text,
    arguments: text,
  }),
);
const TYPES = ['output_text', 'refusal', 'reasoning_summary_text', 'reasoning_text', 'function_call_arguments'];
const eventTypes = [
  ...TYPES.flatMap((type) => [`response.${type}.delta`, `response.${type}.done`]),
  ...['response.output_item.added', 'response.output_item.done', 'response.completed', 'response.incomplete', 'new'],
];
const responsesEvent = mostly(
  record({
    type: mostly(fc.constantFrom(...eventTypes)),
    item_id: text,
    output_index: index,
    summary_index: index,
    content_index: index,
    delta: text,
    text,
    arguments: text,
    item,
    response: mostly(record({ usage, incomplete_details: anything })),
  }),
);

/** Nothing but parts in good order comes out, or a `ModelError`. */
function survives(decoder: WireDecoder, run: (decoder: WireDecoder) => StreamPart[]): void {
  try {
    collectParts([...run(decoder), ...decoder.end()]);
  } catch (error) {
    if (!(error instanceof ModelError)) throw error;
  }
}

describe.each<[string, () => WireDecoder, fc.Arbitrary<unknown>]>([
  ['OpenAiChatDecoder', () => new OpenAiChatDecoder(), chatEvent],
  ['MistralDecoder', () => new MistralDecoder(), chatEvent],
  ['OpenAiResponsesDecoder', () => new OpenAiResponsesDecoder(), responsesEvent],
])('%s', (_name, make, event) => {
  it('makes of any stream parts in good order, or a typed error', () => {
    fc.assert(
      fc.property(fc.array(event, { maxLength: 12 }), (events) => {
        survives(make(), (decoder) => events.flatMap((one) => decoder.push(one)));
      }),
      { numRuns: 400 },
    );
  });

  it('makes of any whole reply parts in good order, or a typed error', () => {
    fc.assert(
      fc.property(fc.oneof(event, record({ output: list(item), status: text })), (body) => {
        survives(make(), (decoder) => decoder.pushWhole(body));
      }),
      { numRuns: 400 },
    );
  });
});
