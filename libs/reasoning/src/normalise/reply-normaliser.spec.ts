import fc from 'fast-check';
import type { StreamPart } from '@app/model';
import { ManualClock } from '@app/testing';
import type { ReasoningEvent } from '../reasoning-strategy';
import { collect, textsOf } from '../testing/collect-run';
import { codeUnits } from '../testing/parse-in-pieces';
import { REPLY_FRAGMENTS } from '../testing/reply-fragments';
import { ReplyNormaliser, type NormaliserOptions } from './reply-normaliser';

const text = (piece: string): StreamPart => ({ type: 'text-delta', text: piece });
const start = (id: string): StreamPart => ({ type: 'reasoning-start', id });
const thought = (id: string, piece: string): StreamPart => ({ type: 'reasoning-delta', id, text: piece });
const end = (id: string): StreamPart => ({ type: 'reasoning-end', id });
const stop: StreamPart = { type: 'finish', reason: 'stop' };

function read(parts: readonly StreamPart[], options: Partial<NormaliserOptions> = {}) {
  const normaliser = new ReplyNormaliser({ clock: new ManualClock(), timed: true, mode: 'markers', ...options });
  const events: ReasoningEvent[] = [];
  for (const part of parts) events.push(...normaliser.push(part));
  events.push(...normaliser.end());
  return collect(events);
}

describe('ReplyNormaliser', () => {
  it('makes a native step of each block and the answer of the text', () => {
    const { outcome, shown } = read([
      start('a'),
      thought('a', '\n6 plus '),
      thought('a', '7\n'),
      end('a'),
      start('b'),
      thought('b', ' thirteen'),
      end('b'),
      text('\n\n13'),
      stop,
    ]);
    expect(outcome).toMatchObject({ finalAnswer: '13', rawResponse: '\n\n13', complete: true, warnings: [] });
    expect(outcome.steps.map((step) => [step.source, step.thought])).toEqual([
      ['native', '6 plus 7'],
      ['native', 'thirteen'],
    ]);
    expect(shown).toEqual({ answer: '13', steps: textsOf(outcome.steps) });
  });

  describe('the likelihood of a reply', () => {
    const likely = (piece: string, ...logProbs: number[]): StreamPart => ({
      type: 'text-delta',
      text: piece,
      logProbs,
    });

    it('is its confidence where the model reports the log-probability of every token', () => {
      const { outcome } = read([likely('1', Math.log(0.5)), likely('3', Math.log(0.8), 0), stop]);
      expect(outcome).toMatchObject({ finalAnswer: '13', confidence: 40, confidenceSource: 'logprob' });
    });

    it.each<[string, StreamPart[]]>([
      ['of a piece none is reported', [likely('1', -0.1), text('3'), stop]],
      ['the reply was cut', [likely('13', -0.1), { type: 'finish', reason: 'length' }]],
      ['there is no answer', [stop]],
    ])('is unknown where %s', (_, parts) => {
      const { outcome } = read(parts);
      expect(outcome).not.toHaveProperty('confidence');
      expect(outcome).not.toHaveProperty('confidenceSource');
    });
  });

  it('lets the text close a block that its provider left open, and takes the data that comes late', () => {
    const opaque = { format: 'gemini' as const, data: { thoughtSignature: 's' } };
    const { outcome, events } = read([
      start('a'),
      thought('a', 'x'),
      text('y'),
      { type: 'reasoning-end', id: 'a', opaque },
      stop,
    ]);
    expect(events.map(({ type }) => type)).toEqual(['step-start', 'step-delta', 'step-end', 'answer-delta', 'outcome']);
    expect(outcome.opaqueReasoning).toEqual([opaque]);
  });

  it('keeps what a provider wants back in order and out of the events', () => {
    const { outcome, events } = read([
      start('a'),
      thought('a', 'x'),
      { type: 'reasoning-end', id: 'a', opaque: { format: 'anthropic', data: { signature: 'secret-1' } } },
      start('b'),
      { type: 'reasoning-end', id: 'b', redacted: true, opaque: { format: 'anthropic', data: { data: 'secret-2' } } },
      text('y'),
      stop,
    ]);
    expect(outcome.opaqueReasoning.map(({ data }) => Object.values(data))).toEqual([['secret-1'], ['secret-2']]);
    expect(JSON.stringify(events.slice(0, -1))).not.toContain('secret');
    expect(JSON.stringify(outcome.steps)).not.toContain('secret');
  });

  it('shows withheld reasoning as a step without text, and an empty block as nothing', () => {
    const { outcome, events } = read([
      start('a'),
      { type: 'reasoning-end', id: 'a', redacted: true },
      start('b'),
      thought('b', ' \n'),
      end('b'),
      text('y'),
      stop,
    ]);
    expect(outcome.steps).toEqual([
      expect.objectContaining({ index: 0, thought: '', redacted: true, source: 'native' }),
    ]);
    expect(events).toContainEqual(expect.objectContaining({ type: 'step-end', index: 0, redacted: true }));
  });

  it('marks a summary as one', () => {
    const { outcome, events } = read([
      { type: 'reasoning-start', id: 'a', summary: true },
      thought('a', 'x'),
      end('a'),
      text('y'),
      stop,
    ]);
    expect(outcome.steps[0]).toMatchObject({ kind: 'summary' });
    expect(events[0]).toMatchObject({ type: 'step-start', kind: 'summary' });
  });

  it("passes a model's own warnings on, each once", () => {
    const warning: StreamPart = { type: 'warning', code: 'history_ignored' };
    expect(read([warning, text('4'), warning, stop]).outcome).toMatchObject({
      finalAnswer: '4',
      warnings: ['history_ignored'],
    });
  });

  it('says when reasoning was paid for and not shown', () => {
    const usage: StreamPart = { type: 'usage', usage: { outputTokens: 80, reasoningTokens: 64 } };
    expect(read([text('4'), usage, stop]).outcome.warnings).toEqual(['hidden_reasoning']);
    expect(read([start('a'), thought('a', 'x'), end('a'), text('4'), usage, stop]).outcome.warnings).toEqual([]);
  });

  it('stamps a step with the time of its first and last character', () => {
    const clock = new ManualClock(1000);
    const normaliser = new ReplyNormaliser({ clock, timed: true, mode: 'labels' });
    const push = (part: StreamPart, afterMs: number) => {
      clock.advance(afterMs);
      return [...normaliser.push(part)];
    };
    const events = [
      ...push(start('n'), 5),
      ...push(thought('n', 'a'), 5),
      ...push(thought('n', 'b'), 20),
      ...push(end('n'), 100),
      ...push(text('Thought: c'), 10),
      ...push(text('d'), 30),
      ...push(text('\nFinal Answer: e'), 500),
      ...normaliser.end(),
    ];
    const { outcome } = collect(events);
    expect(outcome.steps.map(({ timestamp, durationMs }) => [timestamp, durationMs])).toEqual([
      [1010, 20],
      [1140, 30],
    ]);
  });

  it('states no durations for a reply that came whole', () => {
    const { outcome } = read([start('a'), thought('a', 'x'), end('a'), text('y'), stop], { timed: false });
    expect(outcome.steps[0]).not.toHaveProperty('durationMs');
  });

  it('puts tool calls together and takes a reply of calls alone for complete', () => {
    const { outcome } = read([
      { type: 'tool-call-delta', index: 1, id: 'c2', name: 'b', argumentsText: '{}' },
      { type: 'tool-call-delta', index: 0, id: 'c1', name: 'a', argumentsText: '{"x"' },
      { type: 'tool-call-delta', index: 0, argumentsText: ':1}' },
      { type: 'finish', reason: 'tool_calls' },
    ]);
    expect(outcome).toMatchObject({ finalAnswer: '', complete: true, finishReason: 'tool_calls', warnings: [] });
    expect(outcome.toolCalls).toEqual([
      { id: 'c1', name: 'a', arguments: '{"x":1}' },
      { id: 'c2', name: 'b', arguments: '{}' },
    ]);
  });

  it('gives a tool call without arguments those of an empty object', () => {
    const { outcome } = read([
      { type: 'tool-call-delta', index: 0, id: 'c1', name: 'now', argumentsText: '' },
      { type: 'finish', reason: 'tool_calls' },
    ]);
    expect(outcome.toolCalls).toEqual([{ id: 'c1', name: 'now', arguments: '{}' }]);
  });

  it('merges usage as it comes', () => {
    const { outcome, events } = read([
      { type: 'usage', usage: { inputTokens: 9, outputTokens: 1 } },
      text('y'),
      { type: 'usage', usage: { outputTokens: 5 } },
      stop,
    ]);
    expect(outcome.usage).toEqual({ inputTokens: 9, outputTokens: 5 });
    expect(events.filter(({ type }) => type === 'usage')).toHaveLength(2);
  });

  it.each([
    ['length', 'truncated'],
    ['content_filter', 'content_filtered'],
  ] as const)('takes a reply that ended for %s for incomplete', (reason, warning) => {
    const { outcome } = read([text('half an ans'), { type: 'finish', reason }]);
    expect(outcome).toMatchObject({ finalAnswer: 'half an ans', complete: false, warnings: [warning] });
  });

  it('takes a reply that just stops for incomplete', () => {
    expect(read([text('half')]).outcome).toMatchObject({
      complete: false,
      finishReason: 'other',
      warnings: ['truncated'],
    });
  });

  it('gives native and prompted steps one numbering, also when prompted ones are withdrawn', () => {
    const { outcome, shown } = read(
      [text('It is 4.'), start('a'), thought('a', 'check'), end('a'), text(' So the answer is 4.'), stop],
      { mode: 'labels' },
    );
    expect(outcome.steps.map(({ index }) => index)).toEqual(outcome.steps.map((_, i) => i));
    expect(shown).toEqual({ answer: outcome.finalAnswer, steps: textsOf(outcome.steps) });
    expect(textsOf(outcome.steps)).toContain('check');
  });

  it('stops taking steps at the limit and reads nothing more', () => {
    const reply = 'Thought: a\nThought: b\nThought: c\nFinal Answer: d';
    const { outcome } = read([text(reply), stop], { mode: 'labels', maxSteps: 2 });
    expect(outcome).toMatchObject({ finalAnswer: '', complete: false, warnings: ['step_limit_reached'] });
    expect(textsOf(outcome.steps)).toEqual(['a', 'b']);
  });

  it.each([
    ['Thought: a\nThought: b\nThought: c\n', 'length', 'step_limit_reached'],
    ['Final Answer: 4\nQuestion: and 5?\n', 'stop', 'runaway_turn'],
  ])('ends a reply that went on too long alike, whole and stopped: %j', (reply, finishReason, warning) => {
    const options = { mode: 'labels' as const, maxSteps: 2 };
    const finish: StreamPart[] = [{ type: 'finish', reason: finishReason === 'stop' ? 'length' : 'stop' }];
    const whole = read([text(reply), ...finish], options).outcome;
    const stopped = read([text(reply)], options).outcome;
    const live = read([text(reply)], { ...options, liveUsage: true }).outcome;
    expect(whole).toMatchObject({ finishReason, warnings: [warning], complete: finishReason === 'stop' });
    expect(stopped).toEqual({ ...whole, warnings: [warning, 'usage_incomplete'] });
    expect(live).toEqual(whole);
  });

  it('does not mind steps beyond the limit behind the answer', () => {
    const { outcome } = read([text('Thought: a\nFinal Answer: b\nThought: c'), stop], { mode: 'labels', maxSteps: 1 });
    expect(outcome).toMatchObject({ finalAnswer: 'b', complete: true, warnings: [] });
  });

  it.each(['markers', 'labels'] as const)(
    'takes a lone closing mark for text behind a reasoning block (%s)',
    (mode) => {
      const { outcome } = read([start('a'), thought('a', 'x'), end('a'), text('Write </think> here.'), stop], { mode });
      expect(outcome).toMatchObject({ finalAnswer: 'Write </think> here.', complete: true, warnings: [] });
      expect(textsOf(outcome.steps)).toEqual(['x']);
    },
  );

  it.each([
    ['markers', 'native', ['lone_closing_mark']],
    ['labels', 'prompted', []],
  ] as const)('takes the text before a lone closing mark for reasoning (%s: %s)', (mode, source, warnings) => {
    const usage: StreamPart[] = source === 'native' ? [{ type: 'usage', usage: { reasoningTokens: 5 } }] : [];
    for (const pieces of [['six times seven\n</think>\n42'], codeUnits('six times seven\n</think>\n42')]) {
      const { outcome, shown } = read([...pieces.map(text), ...usage, stop], { mode });
      expect(outcome).toMatchObject({ finalAnswer: '42', complete: true, warnings });
      expect(outcome.steps).toMatchObject([{ thought: 'six times seven', source }]);
      expect(shown).toEqual({ answer: '42', steps: ['six times seven'] });
    }
  });

  it('drops a closing mark that a server left between the reasoning block and the text', () => {
    const { outcome } = read([start('a'), thought('a', 'x'), end('a'), text('</think>\n\n4'), stop]);
    expect(outcome).toMatchObject({ finalAnswer: '4', complete: true, warnings: [] });
  });

  it('counts only prompted steps', () => {
    const { outcome } = read([start('a'), thought('a', 'x'), end('a'), text('Thought: b\nFinal Answer: c'), stop], {
      mode: 'labels',
      maxSteps: 1,
    });
    expect(outcome).toMatchObject({ finalAnswer: 'c', complete: true });
  });

  it('tells the confidence that the model states, and that it is stated', () => {
    const { outcome } = read([text('Thought: a\nConfidence: 70%\nFinal Answer: b'), stop], { mode: 'labels' });
    expect(outcome.steps[0]).toMatchObject({ confidence: 70, confidenceSource: 'stated' });
  });

  it('shows in its events exactly what it ends with, whatever comes, in any pieces', () => {
    const block = (piece: string): StreamPart[] => [start('n'), thought('n', piece), end('n')];
    const fragment = fc.constantFrom(...REPLY_FRAGMENTS);
    const parts = fc.array(
      fc.oneof({ weight: 5, arbitrary: fragment.map((piece) => [text(piece)]) }, fragment.map(block)),
      {
        maxLength: 20,
      },
    );
    fc.assert(
      fc.property(
        parts,
        fc.constantFrom('labels' as const, 'markers' as const),
        fc.integer({ min: 1, max: 6 }),
        (list, mode, maxSteps) => {
          const whole = [...list.flat(), stop];
          const pieces = whole.flatMap((part): StreamPart[] =>
            part.type === 'text-delta' || part.type === 'reasoning-delta'
              ? codeUnits(part.text).map((piece) => ({ ...part, text: piece }))
              : [part],
          );
          const [one, other] = [read(whole, { mode, maxSteps }), read(pieces, { mode, maxSteps })];
          for (const { outcome, shown } of [one, other]) {
            expect(shown).toEqual({ answer: outcome.finalAnswer, steps: textsOf(outcome.steps) });
            expect(outcome.steps.map(({ index }) => index)).toEqual(outcome.steps.map((_, i) => i));
            expect(outcome.steps.filter(({ source }) => source === 'prompted').length).toBeLessThanOrEqual(maxSteps);
          }
          expect(other.outcome).toEqual(one.outcome);
        },
      ),
      { numRuns: 500 },
    );
  });
});
