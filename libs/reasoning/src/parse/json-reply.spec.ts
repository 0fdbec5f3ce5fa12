import fc from 'fast-check';
import { codeUnits, parseInPieces, type PiecewiseReading } from '../testing/parse-in-pieces';

const meaning = ({ reply, shown }: PiecewiseReading): string => JSON.stringify([reply, shown.steps, shown.answer]);

describe('JsonReply, of an object with keys that are none of ours', () => {
  const read = (text: string) => parseInPieces(codeUnits(text));

  it.each([
    '{"name":"x","output":"y","count":3}',
    '{"output":"y","count":3}',
    '{"steps":["mix","bake"],"servings":4}',
    '{"name":"x","note":"The answer is 4. \\\\boxed{5}"}',
    '{\n  "name": "x",\n  "answer": "y"\n}',
    '{"name":"search","arguments":{"q":"x"}}',
  ])('is the answer as a whole: %s', (text) => {
    const { reply, shown } = read(text);
    expect(reply).toEqual({ steps: [], finalAnswer: text, complete: true, warnings: ['implicit_final'] });
    expect(shown.answer).toBe(text);
  });

  it.each([
    '{"id":1,"thoughts":["a"],"answer":"b"}',
    '{"answer":"b","id":1,"thoughts":["a"]}',
    '{"thoughts":["a"],"id":{"answer":2},"answer":"b"}',
  ])('is read as reasoning where it holds reasoning and an answer, in any order: %s', (text) => {
    const { reply, shown } = read(text);
    expect(reply).toEqual({
      steps: [{ type: 'thought', text: 'a' }],
      finalAnswer: 'b',
      complete: true,
      warnings: [],
    });
    expect(shown.answer).toBe('b');
  });

  it('streams while it grows', () => {
    const { shown } = read('{"name":"x","output":"y"');
    expect(shown.answer).toBe('{"name":"x","output":"y"');
    expect(shown.retracts).toBe(0);
  });

  it('loses the fence around it', () => {
    expect(read('```json\n{"name":"x","output":"y"}\n```\n').reply).toMatchObject({
      finalAnswer: '{"name":"x","output":"y"}',
      warnings: ['wrapped_in_fence', 'implicit_final'],
    });
  });

  it('keeps what was written where it is cut off', () => {
    expect(read('{"output":"y","cou": "a').reply).toEqual({
      steps: [],
      finalAnswer: '{"output":"y","cou": "a',
      complete: true,
      warnings: ['implicit_final', 'truncated_json'],
    });
  });

  it.each(['{"name":"x"}\nFinal Answer: 7', '```json\n{"name":"x","output":"y"}\n```\nFinal Answer: 7'])(
    'is text when more text follows: %j',
    (text) => {
      expect(read(text).reply.finalAnswer).toBe('7');
    },
  );

  it('is read the same in any pieces, whole or cut off', () => {
    const keys = fc.constantFrom('thoughts', 'step', 'answer', 'action', 'action_input', 'confidence', 'id', 'name');
    const values = fc.constantFrom('a', 4, null, ['b', 'c'], { id: 1, answer: 'd' }, [{ text: 'e', name: 'f' }], {});
    const objects = fc.dictionary(keys, values, { maxKeys: 6 }).map((object) => JSON.stringify(object));
    const ends = fc.constantFrom('', '\n', ' more', '\n```\n', '\nFinal Answer: 7');
    const starts = fc.constantFrom('', '```json\n');
    fc.assert(
      fc.property(starts, objects, ends, fc.nat(200), (start, object, end, length) => {
        const text = `${start}${object}${end}`.slice(0, length);
        const whole = parseInPieces([text]);
        expect(meaning(read(text))).toBe(meaning(whole));
        expect(whole.shown.answer).toBe(whole.reply.finalAnswer ?? '');
      }),
      { numRuns: 1000 },
    );
  });

  it('matters only at the top: keys inside the reasoning may have any name', () => {
    const { reply } = read('{"thoughts":[{"note":"a","thought":"b"}],"answer":{"count":3},"confidence":0.5}');
    expect(reply).toMatchObject({ steps: [{ text: 'b' }], finalAnswer: '{"count":3}', warnings: [] });
  });
});
