import fc from 'fast-check';
import { StopMatcher } from './stop-matcher';

describe('StopMatcher', () => {
  it('gives the text before the stop sequence that is complete first, however the text is cut', () => {
    const letters = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 40 });
    const stops = fc.array(fc.string({ unit: fc.constantFrom('a', 'b', 'c'), minLength: 1, maxLength: 4 }), {
      maxLength: 3,
    });
    fc.assert(
      fc.property(letters, stops, fc.array(fc.nat({ max: 40 })), (text, sequences, cuts) => {
        const matcher = new StopMatcher(sequences);
        const edges = [0, ...cuts.map((cut) => Math.min(cut, text.length)).sort((a, b) => a - b), text.length];
        const out = edges.slice(1).map((edge, i) => matcher.push(text.slice(edges[i], edge)));
        const ends = Array.from(text, (_, at) => sequences.filter((stop) => text.slice(0, at + 1).endsWith(stop)));
        const end = ends.findIndex((ending) => ending.length > 0);
        const longest = Math.max(...(ends[end] ?? []).map(({ length }) => length));

        expect(out.join('') + matcher.end()).toBe(end < 0 ? text : text.slice(0, end + 1 - longest));
        expect(matcher.stopped).toBe(end >= 0);
      }),
    );
  });

  it('holds back no more than a possible beginning', () => {
    const matcher = new StopMatcher(['###']);

    expect([matcher.push('a#'), matcher.push('b##'), matcher.push('c'), matcher.end()]).toEqual(['a', '#b', '##c', '']);
  });
});
