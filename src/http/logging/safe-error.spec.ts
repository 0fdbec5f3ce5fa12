import { AppError } from '@app/kernel';
import { ModelError } from '@app/model';
import { toSafeError } from './safe-error';

describe('what the log tells of an error', () => {
  it('drops foreign messages, also from the stack', () => {
    let caught: unknown;
    try {
      JSON.parse('{"prompt": CANARY}');
    } catch (error) {
      caught = error;
    }
    const safe = toSafeError(caught);
    expect(safe).toMatchObject({ name: 'SyntaxError', stack: expect.arrayContaining([expect.stringMatching(/^at /)]) });
    expect(JSON.stringify(safe)).not.toContain('CANARY');
  });

  it('drops lines of a message that look like frames of the stack', () => {
    const error = new Error('x\n    at CANARY (file.js:1:1)');
    expect(JSON.stringify(toSafeError(error))).not.toContain('CANARY');
  });

  it('keeps our own words and the chain of causes', () => {
    const cause = Object.assign(new Error('connect CANARY'), { code: 'ECONNREFUSED' });
    const error = new ModelError('provider_unavailable', 'The provider cannot be reached.', {
      provider: 'up',
      upstreamStatus: 503,
      cause,
    });
    const safe = toSafeError(error);
    expect(safe).toMatchObject({
      name: 'ModelError',
      code: 'provider_unavailable',
      message: 'The provider cannot be reached.',
      upstreamStatus: 503,
      cause: { name: 'Error', code: 'ECONNREFUSED' },
    });
    expect(safe.stack).toBeUndefined();
    expect(JSON.stringify(safe)).not.toContain('CANARY');
  });

  it('keeps the words of the operating system and of a broken program', () => {
    const system = Object.assign(new Error('connect ECONNREFUSED 127.0.0.1:6379'), { syscall: 'connect' });
    expect(toSafeError(system).message).toBe('connect ECONNREFUSED 127.0.0.1:6379');
    expect(toSafeError(new TypeError('x is not a function')).message).toBe('x is not a function');
  });

  it('ends on causes that form a ring', () => {
    const error = new AppError('internal_error', 'a');
    Object.assign(error, { cause: error });
    expect(() => toSafeError(error)).not.toThrow();
  });

  it('describes what is no error by its type alone', () => {
    expect(toSafeError('CANARY')).toEqual({ name: 'string' });
    expect(toSafeError(null)).toEqual({ name: 'object' });
  });
});
