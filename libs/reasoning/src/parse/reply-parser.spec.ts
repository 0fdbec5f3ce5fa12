import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { codeUnits, cut, parseInPieces, type PiecewiseReading } from '../testing/parse-in-pieces';
import { REPLY_FRAGMENTS } from '../testing/reply-fragments';
import type { Locale } from './label-table';
import type { ParseOptions } from './parse-options';

interface TextCase {
  id: string;
  description: string;
  kind: string;
  input: string;
  chunks?: string[];
  options?: { locales?: Locale[] };
  expected: { steps: object[]; finalAnswer: string | null; complete: boolean; warnings: string[] };
}

const FIXTURES = join(__dirname, '../../../../test/conformance/fixtures/reasoning/parser-cases.jsonl');
const CASES = readFileSync(FIXTURES, 'utf8')
  .split('\n')
  .filter((line) => line !== '')
  .map((line) => JSON.parse(line) as TextCase)
  .filter(({ kind }) => kind === 'text');

const optionsOf = ({ options }: TextCase): Omit<ParseOptions, 'sink'> => ({
  mode: 'labels',
  ...(options?.locales === undefined ? {} : { locales: options.locales }),
});
const meaning = ({ reply, shown }: PiecewiseReading): string => JSON.stringify([reply, shown.steps, shown.answer]);

describe('ReplyParser', () => {
  it.each(CASES.map((one) => [`${one.id}: ${one.description}`, one] as const))('reads %s', (_, one) => {
    const { reply } = parseInPieces(one.chunks ?? [one.input], optionsOf(one));
    const steps = reply.steps.map(({ confidence: _confidence, ...step }) => step);
    expect({ ...reply, steps }).toEqual({
      steps: one.expected.steps,
      finalAnswer: one.expected.finalAnswer,
      complete: one.expected.complete,
      warnings: one.expected.warnings,
    });
  });

  it('reads every case the same whole, character by character and cut in two at every place', () => {
    for (const one of CASES) {
      const options = optionsOf(one);
      const whole = meaning(parseInPieces([one.input], options));
      expect(meaning(parseInPieces(codeUnits(one.input), options))).toBe(whole);
      for (let at = 1; at < one.input.length; at++) {
        const halves = [one.input.slice(0, at), one.input.slice(at)];
        expect([at, meaning(parseInPieces(halves, options))]).toEqual([at, whole]);
      }
    }
  });

  it('reads any text the same in any pieces, and shows in its events exactly what it returns', () => {
    const replies = fc.array(fc.constantFrom(...REPLY_FRAGMENTS), { maxLength: 25 }).map((parts) => parts.join(''));
    const lengths = fc.infiniteStream(fc.integer({ min: 1, max: 9 }));
    const modes = fc.constantFrom<ParseOptions['mode']>('labels', 'markers');
    fc.assert(
      fc.property(
        replies,
        lengths,
        modes,
        fc.boolean(),
        fc.boolean(),
        (text, sizes, mode, insideReasoning, loneClosing) => {
          const options = { mode, insideReasoning, loneClosing };
          const whole = parseInPieces([text], options);
          expect(meaning(parseInPieces(cut(text, sizes), options))).toBe(meaning(whole));
          expect(meaning(parseInPieces(codeUnits(text), options))).toBe(meaning(whole));
          expect(whole.shown.answer).toBe(whole.reply.finalAnswer ?? '');
          expect(whole.shown.steps.every(({ ended }) => ended)).toBe(true);
          const thoughts = whole.reply.steps
            .filter(({ type }) => type !== 'action')
            .map(({ text: thought }) => thought);
          expect(whole.shown.steps.map(({ thought }) => thought).filter((thought) => thought !== '')).toEqual(thoughts);
        },
      ),
      { numRuns: 2000 },
    );
  });

  it('does not go back to a mark in what looked like a fence once another block has begun', () => {
    const { reply, shown } = parseInPieces(['```</think>```<|channel>thought\n```\n']);

    expect(shown.steps.map(({ thought }) => thought)).toEqual(reply.steps.map(({ text }) => text));
  });

  it('shows a thought again when the action that joined it is read anew, whatever stands between the two', () => {
    const text = 'Hm:</think>\n<|channel|>commentary to=functions.f<|message|>```◁/think▷';
    const { reply, shown } = parseInPieces([text], { mode: 'labels' });

    expect(reply.steps.map((step) => step.text)).toEqual(['Hm:', '```']);
    expect(shown.steps).toEqual([{ native: false, thought: 'Hm:', action: 'f: ```', ended: true }]);
  });

  it('holds back no more than a label or a marker', () => {
    const texts = [
      ...CASES.map(({ input }) => input),
      `Thought: ${'word '.repeat(500)}`,
      '*'.repeat(500),
      '`'.repeat(500),
    ];
    for (const text of texts) expect(parseInPieces(codeUnits(text)).heldBack).toBeLessThan(64);
  });

  it.each([
    ['labels', 'Thought: a\nAction: b\nThought: c\n\nd\nFinal Answer: e\n\nf'],
    ['labels', '<think>a\n\nb</think>\n\nThought: c\nFinal Answer: d'],
    ['labels', '<think>a</think>plain answer'],
    ['labels', '{"thoughts":["a","b"],"final_answer":"c"}'],
    ['markers', '<think>a</think>b'],
    ['markers', 'Plain text. Thought: no label here.\n\nFinal Answer: neither'],
    ['markers', '<|channel|>analysis<|message|>a<|end|><|start|>assistant<|channel|>final<|message|>b'],
  ] as const)('never takes anything back from a reply in good form (%s: %j)', (mode, text) => {
    expect(parseInPieces(codeUnits(text), { mode }).shown.retracts).toBe(0);
  });

  it.each([
    ['an unlabelled reply that turns out to be the answer', 'It is Oslo.'],
    ['a second final answer', 'Final Answer: 4\nFinal Answer: 5'],
    ['text behind reasoning that turns out to be a preamble', '<think>a</think>Well.\nFinal Answer: 5'],
    ['a boxed answer', 'So \\boxed{5}'],
  ])('takes back %s', (_, text) => {
    const { reply, shown } = parseInPieces(codeUnits(text));
    expect(shown.retracts).toBeGreaterThan(0);
    expect(shown.answer).toBe(reply.finalAnswer);
  });

  it('takes back an answer that a lone closing tag shows to be reasoning', () => {
    const { reply, shown } = parseInPieces(codeUnits('Let me see.\n</think>\n4'), { mode: 'markers' });
    expect(reply).toEqual({
      steps: [{ type: 'thought', text: 'Let me see.' }],
      finalAnswer: '4',
      complete: true,
      warnings: ['lone_closing_mark'],
    });
    expect(shown.retracts).toBe(1);
    expect(shown.answer).toBe('4');
  });

  describe('in markers mode', () => {
    const read = (text: string, insideReasoning = false) =>
      parseInPieces([text], { mode: 'markers', insideReasoning }).reply;

    it('hands plain text on as the answer, white space included', () => {
      const text = '  indented\n\nThought: no label\n{"answer": 4}\n#### 5\n \\boxed{6}\n';
      expect(read(text)).toEqual({ steps: [], finalAnswer: text, complete: true, warnings: [] });
    });

    it('drops white space between reasoning and answer', () => {
      expect(read('\n<think>\na\n</think>\n\n b ').finalAnswer).toBe('b ');
    });

    it('unwraps an answer tag only behind reasoning', () => {
      expect(read('<think>a</think>\n<answer>\nb\n</answer>').finalAnswer).toBe('b\n');
      expect(read('The <answer> element').finalAnswer).toBe('The <answer> element');
    });

    it('leaves markers in code alone', () => {
      const text = 'Use `<think>` or\n```\n</think>\n```\n';
      expect(read(text)).toMatchObject({ steps: [], finalAnswer: text });
    });

    it.each(['</think>', '</thinking>', '</thought>', '[/THINK]'])(
      'leaves a lone %s in the answer of a model that never writes marks of its own',
      (mark) => {
        const text = `In HTML you write ${mark} here, see.`;
        const reply = parseInPieces(codeUnits(text), { mode: 'markers', loneClosing: false }).reply;
        expect(reply).toEqual({ steps: [], finalAnswer: text, complete: true, warnings: [] });
      },
    );

    it('drops a lone closing mark before all text without a word', () => {
      expect(read('</think>\n\n4')).toEqual({ steps: [], finalAnswer: '4', complete: true, warnings: [] });
    });

    it('starts inside reasoning that the prompt opened, also when the model opens it again', () => {
      const expected = { steps: [{ type: 'thought', text: 'a' }], finalAnswer: 'b', complete: true };
      expect(read('a</think>b', true)).toMatchObject(expected);
      expect(read('<think>a</think>b', true)).toMatchObject(expected);
    });

    it('takes a reply that never leaves its reasoning for incomplete', () => {
      expect(read('a and b', true)).toMatchObject({ finalAnswer: null, complete: false, warnings: ['unclosed_think'] });
    });

    it('says that a blank reply is empty', () => {
      expect(read(' \n')).toEqual({ steps: [], finalAnswer: null, complete: false, warnings: ['empty'] });
    });
  });

  it('takes text behind reasoning outside the text for the answer', () => {
    const { reply } = parseInPieces(['4']);
    expect(reply.warnings).toEqual(['implicit_final']);
  });

  it('reads the confidence behind each thought and of JSON steps', () => {
    const labels = parseInPieces(['Thought: a\nConfidence: 85%\nThought: b\n(Confidence: 0.5)\nFinal Answer: c']);
    expect(labels.shown.steps.map(({ confidence }) => confidence)).toEqual([85, 50]);
    const json = parseInPieces(['{"steps":[{"thought":"a","confidence":0.9},{"text":"b"}],"answer":"c"}']);
    expect(json.reply.steps.map(({ confidence }) => confidence)).toEqual([90, undefined]);
  });

  it.each([
    ['behind the action', 'Thought: a\nAction: b\nConfidence: 85%\nThought: c\nFinal Answer: d', [85, undefined]],
    ['between the two', 'Thought: a\nConfidence: 85%\nAction: b\nThought: c\nFinal Answer: d', [85, undefined]],
    ['behind the input', 'Thought: a\nAction: b\nAction Input: c\nConfidence: 0.6\nFinal Answer: d', [60]],
    ['before the input', 'Thought: a\nAction: b\nConfidence: 0.6\nAction Input: c\nFinal Answer: d', [60]],
    ['behind an action that is none', 'Thought: a\nAction: None\nConfidence: 85%\nFinal Answer: d', [85]],
    ['and its input', 'Thought: a\nAction: None\nAction Input: None\nConfidence: 85%\nFinal Answer: d', [85]],
    ['behind an empty action', 'Thought: a\nAction:\nConfidence: 85%\nThought: b\nFinal Answer: d', [85, undefined]],
    ['behind an action alone', 'Action: a\nConfidence: 85%\nAction: b\nConfidence: 70%\nFinal Answer: d', [85, 70]],
    [
      'before each step',
      'Confidence: 85%\nThought: a\nAction: b\n\nConfidence: 70%\nThought: c\nFinal Answer: d',
      [85, 70],
    ],
    ['before each and the answer', 'Confidence: 85%\nThought: a\nConfidence: 70%\nFinal Answer: d', [85]],
    ['twice: the last one counts', 'Thought: a\nConfidence: 85%\nAction: b\nConfidence: 70%\nFinal Answer: d', [70]],
    ['behind the answer alone', 'Thought: a\nFinal Answer: d\nAction: b\nConfidence: 70%', [undefined]],
  ])('gives a step the confidence that is stated %s, whole and in any pieces', (_, text, expected) => {
    const confidences = (pieces: readonly string[]) =>
      parseInPieces(pieces).shown.steps.map(({ confidence }) => confidence);

    expect(confidences([text])).toEqual(expected);
    expect(confidences(codeUnits(text))).toEqual(expected);
    for (let at = 1; at < text.length; at++) expect(confidences([text.slice(0, at), text.slice(at)])).toEqual(expected);
  });

  it('joins an action and its input to the thought before them', () => {
    const { shown } = parseInPieces(
      codeUnits('Thought: a\nAction: find\nAction Input: b\nObservation: c\nFinal Answer: d'),
    );
    expect(shown.steps).toEqual([
      { native: false, thought: 'a', action: 'find: b', ended: true },
      { native: false, thought: 'c', kind: 'observation', ended: true },
    ]);
  });

  it('tells the steps of a reasoning block from labelled ones', () => {
    const { shown } = parseInPieces(['<think>a</think>Thought: b\nFinal Answer: c']);
    expect(shown.steps.map(({ native }) => native)).toEqual([true, false]);
  });
});
