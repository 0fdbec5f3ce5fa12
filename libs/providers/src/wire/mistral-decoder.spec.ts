import type { JsonObject } from '@app/kernel';
import { decodeEvents } from '../testing/collect-parts';
import { describeDecoderContract } from '../testing/describe-decoder-contract';
import { MistralDecoder } from './mistral-decoder';

const make = () => new MistralDecoder();
const delta = (content: unknown, finish: string | null = null) => ({
  choices: [{ index: 0, delta: { content }, finish_reason: finish }],
});
const thinking = (...items: JsonObject[]) => ({ type: 'thinking', thinking: items });
const said = (text: string) => ({ type: 'text', text });

describeDecoderContract('MistralDecoder', make, {
  'a list while it thinks, a list at the turn, a string after': {
    events: [
      delta([thinking(said('2 and'))]),
      delta([thinking(said(' 2 is '))]),
      delta([thinking(said('4.')), said('It ')]),
      delta('is 4.'),
      { ...delta('', 'stop'), usage: { prompt_tokens: 3, completion_tokens: 9, total_tokens: 12 } },
    ],
    whole: {
      choices: [
        {
          index: 0,
          message: { content: [thinking(said('2 and 2 is 4.')), said('It is 4.')] },
          finish_reason: 'stop',
        },
      ],
      usage: { prompt_tokens: 3, completion_tokens: 9, total_tokens: 12 },
    },
    expected: {
      text: 'It is 4.',
      blocks: [{ text: '2 and 2 is 4.', opaque: { format: 'mistral', data: thinking(said('2 and 2 is 4.')) } }],
      toolCalls: [],
      usage: { inputTokens: 3, outputTokens: 9 },
      finish: 'stop',
    },
  },
  'references, a signature and a closed block': {
    events: [
      delta([{ ...thinking(said('see ')), closed: false }]),
      delta([thinking({ type: 'reference', reference_ids: [1] })]),
      delta([{ ...thinking(said('there')), signature: 's', closed: true }]),
      delta([{ ...thinking(said('next')), closed: true }]),
      delta('ok', 'stop'),
    ],
    whole: {
      choices: [
        {
          index: 0,
          finish_reason: 'stop',
          message: {
            content: [
              {
                ...thinking(said('see '), { type: 'reference', reference_ids: [1] }, said('there')),
                signature: 's',
                closed: true,
              },
              { ...thinking(said('next')), closed: true },
              said('ok'),
            ],
          },
        },
      ],
    },
    expected: {
      text: 'ok',
      blocks: [
        {
          text: 'see there',
          opaque: {
            format: 'mistral',
            data: {
              ...thinking(said('see '), { type: 'reference', reference_ids: [1] }, said('there')),
              signature: 's',
              closed: true,
            },
          },
        },
        { text: 'next', opaque: { format: 'mistral', data: { ...thinking(said('next')), closed: true } } },
      ],
      toolCalls: [],
      usage: {},
      finish: 'stop',
    },
  },
  'a plain string': {
    events: [delta('It is '), delta('4.', 'length')],
    whole: { choices: [{ index: 0, message: { content: 'It is 4.' }, finish_reason: 'length' }] },
    expected: { text: 'It is 4.', blocks: [], toolCalls: [], usage: {}, finish: 'length' },
  },
});

describe('MistralDecoder', () => {
  it('keeps a thinking chunk that has a signature and no text as a withheld block', () => {
    const chunk = { ...thinking(), signature: 's' };
    const { blocks } = decodeEvents(make(), [delta([chunk]), delta('a', 'stop')]);
    expect(blocks).toEqual([{ text: '', redacted: true, opaque: { format: 'mistral', data: chunk } }]);
  });

  it('reads thinking that is a plain string', () => {
    const { blocks } = decodeEvents(make(), [delta([{ type: 'thinking', thinking: 'hm' }]), delta('a', 'stop')]);
    expect(blocks.map(({ text }) => text)).toEqual(['hm']);
  });
});
