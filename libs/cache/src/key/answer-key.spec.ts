import type { ModelDescriptor, ModelRequest } from '@app/model';
import fc from 'fast-check';
import { answerKey, type AnswerQuestion } from './answer-key';
import { canonicalForm, orderedForm, type Canonical } from './canonical-form';

const MODEL: ModelDescriptor = {
  id: 'p/m',
  provider: 'p',
  upstreamName: 'm',
  aliases: [],
  reasoning: { control: 'none' },
  tools: true,
  temperature: true,
  rank: 1,
};

const QUESTION: AnswerQuestion = {
  scope: { level: 'user', organisationId: 'o', userId: 'u' },
  model: MODEL,
  strategy: 'cot',
  settings: { maxSteps: 5, samples: 3, tokenCeiling: undefined },
  promptVersion: 'cot-1',
  request: { messages: [{ role: 'user', content: 'q' }], stream: false },
};

const hashOf = (change: Partial<AnswerQuestion> = {}): string => answerKey({ ...QUESTION, ...change }, 't').hash;
const asked = (change: Partial<ModelRequest>): string => hashOf({ request: { ...QUESTION.request, ...change } });

/** Texts out of the signs that structure is made of, halves of surrogate pairs included. */
const text = fc
  .array(fc.constantFrom('s', 'l', 'o', 'j', 'n', ':', ';', '"', '\\', '0', '1', '\0', '\ud800', '😀'), {
    maxLength: 5,
  })
  .map((units) => units.join(''));
const { value } = fc.letrec<{ value: Canonical }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    text,
    fc.integer({ min: -3, max: 30 }),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(text, tie('value'), { maxKeys: 3 }),
  ),
}));

/** The value as JSON with sorted members: what two values must share to be the same. */
function sorted(one: Canonical): string {
  return JSON.stringify(one, (_name, member: unknown) =>
    typeof member === 'object' && member !== null && !Array.isArray(member)
      ? Object.fromEntries(Object.entries(member).sort(([a], [b]) => (a < b ? -1 : 1)))
      : member,
  );
}

describe('the canonical form', () => {
  it('is equal exactly for values that mean the same', () => {
    fc.assert(
      fc.property(value, value, (one, other) => {
        expect(canonicalForm(one) === canonicalForm(other)).toBe(sorted(one) === sorted(other));
      }),
      { numRuns: 5_000 },
    );
  });

  it('lets no list be read as another, however its parts are cut', () => {
    fc.assert(
      fc.property(fc.array(text, { maxLength: 4 }), fc.array(text, { maxLength: 4 }), (one, other) => {
        const same = JSON.stringify(one) === JSON.stringify(other);
        expect(Buffer.from(canonicalForm(one)).equals(Buffer.from(canonicalForm(other)))).toBe(same);
      }),
      { numRuns: 5_000 },
    );
  });

  it('does not mind the order of members, unless it is told to', () => {
    fc.assert(
      fc.property(fc.dictionary(text, value), (object) => {
        const turned = Object.fromEntries(Object.entries(object).reverse());
        expect(canonicalForm(turned)).toBe(canonicalForm(object));
      }),
    );
    const [one, other] = [
      { a: 1, b: 2 },
      { b: 2, a: 1 },
    ];
    expect(canonicalForm(orderedForm(one))).not.toBe(canonicalForm(orderedForm(other)));
  });
});

describe('the key of a question', () => {
  it('changes with everything that can change the answer', () => {
    const schema = { type: 'object', properties: { a: {}, b: {} } };
    const turned = { type: 'object', properties: { b: {}, a: {} } };
    const hashes = [
      hashOf(),
      hashOf({ scope: { level: 'user', organisationId: 'o', userId: 'v' } }),
      hashOf({ scope: { level: 'user', organisationId: 'ou', userId: '' } }),
      hashOf({ scope: { level: 'organisation', organisationId: 'o' } }),
      hashOf({ scope: { level: 'global' } }),
      hashOf({ model: { ...MODEL, upstreamName: 'm-2' } }),
      hashOf({ model: { ...MODEL, contextWindow: 5 } }),
      hashOf({ strategy: 'direct' }),
      hashOf({ settings: { maxSteps: 6, samples: 3 } }),
      hashOf({ settings: { maxSteps: 5, samples: 3, tokenCeiling: 9 } }),
      hashOf({ promptVersion: 'cot-2' }),
      hashOf({ more: { redaction: true } }),
      asked({ messages: [{ role: 'user', content: 'q ' }] }),
      asked({ messages: [{ role: 'system', content: 'q' }] }),
      asked({ messages: [{ role: 'system', content: 's' }, ...QUESTION.request.messages] }),
      asked({ messages: [{ role: 'assistant', content: 'q' }] }),
      asked({ messages: [{ role: 'assistant', content: 'q', toolCalls: [{ id: '1', name: 'n', arguments: '{}' }] }] }),
      asked({ messages: [{ role: 'tool', content: 'q', toolCallId: '1' }] }),
      asked({ messages: [{ role: 'tool', content: 'q', toolCallId: '2' }] }),
      asked({ temperature: 0 }),
      asked({ temperature: 0.5 }),
      asked({ topP: 0.5 }),
      asked({ maxOutputTokens: 5 }),
      asked({ seed: 5 }),
      asked({ stop: ['a'] }),
      asked({ stop: ['a', 'b'] }),
      asked({ effort: 'low' }),
      asked({ replyForm: 'labelled-steps' }),
      asked({ tools: [{ name: 'a' }] }),
      asked({ tools: [{ name: 'a' }, { name: 'b' }] }),
      asked({ tools: [{ name: 'b' }, { name: 'a' }] }),
      asked({ tools: [{ name: 'a', parameters: schema }] }),
      asked({ tools: [{ name: 'a', parameters: turned }] }),
      asked({ toolChoice: 'none' }),
      asked({ toolChoice: { name: 'none' } }),
      asked({ responseFormat: schema }),
      asked({ responseFormat: turned }),
      asked({ passthrough: { user: 'a' } }),
    ];
    expect(new Set(hashes).size).toBe(hashes.length);
    for (const hash of hashes) expect(hash).toMatch(/^[\w-]{43}$/);
  });

  it('does not change with what changes no answer', () => {
    const same = [
      hashOf({ settings: { samples: 3, maxSteps: 5 } }),
      hashOf({ model: { ...MODEL, rank: 7, aliases: ['x'], price: { input: 1, output: 2 } } }),
      asked({ stream: true }),
    ];
    for (const hash of same) expect(hash).toBe(hashOf());
    expect(asked({ stop: ['b', 'a', 'b'] })).toBe(asked({ stop: ['a', 'b'] }));
    expect(asked({ passthrough: { a: 1, b: 2 } })).toBe(asked({ passthrough: { b: 2, a: 1 } }));
    const [composed, decomposed] = ['\u00e9', 'e\u0301'];
    expect(asked({ messages: [{ role: 'user', content: composed }] })).toBe(
      asked({ messages: [{ role: 'user', content: decomposed }] }),
    );
  });
});
