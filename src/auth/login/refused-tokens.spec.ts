import { ManualClock } from '@app/testing';
import { Logger } from '@nestjs/common';
import { RefusedTokens } from './refused-tokens';

describe('RefusedTokens', () => {
  afterEach(() => jest.restoreAllMocks());

  it('says each reason once a minute', () => {
    const lines: string[] = [];
    jest.spyOn(Logger.prototype, 'warn').mockImplementation((line: string) => void lines.push(line));
    const clock = new ManualClock();
    const refused = new RefusedTokens(clock);
    for (const reason of ['late', 'late', 'foreign']) refused.note(reason);
    clock.advance(60_000);
    refused.note('late');

    expect(lines.map((line) => /refused: (\w+)/.exec(line)?.[1])).toEqual(['late', 'foreign', 'late']);
  });
});
