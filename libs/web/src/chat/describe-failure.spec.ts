import { ERROR_CODES } from '@app/contracts';
import { ApiFailure } from '../api/api-failure';
import { adviceFor, describeFailure } from './describe-failure';

const CODES = [...ERROR_CODES, 'unreachable', 'interrupted', 'unreadable'] as const;

describe('a failure in words', () => {
  it.each(CODES)('has a title and advice for %s', (code) => {
    const { title } = describeFailure(new ApiFailure(code, 'What the server said.'));
    expect(title).not.toMatch(/^Something went wrong$/);
    // Of a stored failure only the code is known: there is no id to tell.
    expect(adviceFor(code)).not.toMatch(/\bid\b/);
  });

  it('does not call a provider out of reach that answered with an error', () => {
    const { title } = describeFailure(new ApiFailure('provider_unavailable', ''));
    expect(title).toBe('The provider failed');
  });

  it('shows what the server said, and how long it asks to wait', () => {
    const failure = new ApiFailure('rate_limited', 'Slow down.', { retryAfterMs: 1_200 });
    expect(describeFailure(failure)).toEqual({
      title: 'Too many requests',
      text: 'Slow down.',
      advice: 'The server asks to wait 2 s.',
    });
  });
});
