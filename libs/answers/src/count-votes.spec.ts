import fc from 'fast-check';
import { countVotes } from './count-votes';
import { ANSWERS } from './testing/answer-arbitraries';

describe('countVotes', () => {
  it('counts what is the same as one answer, the most frequent first', () => {
    expect(countVotes(['12', '13', '$12.00', undefined, '12 apples'])).toEqual({
      counts: [
        { answer: '12', voters: [0, 2, 4] },
        { answer: '13', voters: [1] },
      ],
      agreement: 0.75,
      type: 'number',
    });
  });

  it('gives a tie to the answer of the lowest voter', () => {
    expect(countVotes(['b', 'a', 'a', 'b'], 'text').counts.map(({ answer }) => answer)).toEqual(['b', 'a']);
    expect(countVotes(['x y', 'p q', 'x y.', 'p q']).counts[0]?.voters).toEqual([0, 2]);
  });

  it('has no count and no agreement when nobody answered', () => {
    expect(countVotes([undefined, undefined])).toEqual({ counts: [], agreement: 0 });
    expect(countVotes([])).toEqual({ counts: [], agreement: 0 });
  });

  it.each([
    [['(A)', '(A) red', 'B'], 'choice', 2],
    [['Yes.', 'yes', 'No'], 'boolean', 2],
    [['12 apples', '12', 'It cannot be told.'], 'number', 2],
    [['Oslo', 'oslo.', 'Bergen'], undefined, 2],
    [['3 apples and 4 pears', '3 apples and 5 pears', '3'], undefined, 1],
  ] as const)('compares %j as %s', (answers, type, most) => {
    const vote = countVotes(answers);
    expect(vote.type).toBe(type);
    expect(vote.counts[0]?.voters).toHaveLength(most);
  });

  it('gives every voter with an answer exactly one vote', () => {
    fc.assert(
      fc.property(fc.array(fc.option(ANSWERS, { nil: undefined }), { maxLength: 20 }), (answers) => {
        const { counts, agreement } = countVotes(answers);
        const voters = counts.flatMap((count) => count.voters).sort((a, b) => a - b);
        expect(voters).toEqual(answers.flatMap((answer, i) => (answer === undefined ? [] : [i])));
        expect(agreement).toBe(voters.length === 0 ? 0 : (counts[0]?.voters.length ?? 0) / voters.length);
      }),
    );
  });
});
