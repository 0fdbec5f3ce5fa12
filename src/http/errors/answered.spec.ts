import { AppError } from '@app/kernel';
import { ReplyError } from '@app/storage';
import { answered } from './answered';
import { ERROR_MESSAGE } from './error-message';

describe('what needs Redis', () => {
  const unavailable = { code: 'storage_unavailable', retryable: true, retryAfterMs: 1_000 };

  it('gives what Redis answers', async () => {
    await expect(answered(Promise.resolve(7))).resolves.toBe(7);
  });

  it.each([
    ['has no connection', new Error('Connection is closed.')],
    ['starts', new ReplyError('LOADING Redis is loading the dataset in memory')],
    ['is full', new ReplyError("OOM command not allowed when used memory > 'maxmemory'.")],
  ])('is not available while Redis %s', async (_, cause) => {
    await expect(answered(Promise.reject(cause))).rejects.toMatchObject({
      ...unavailable,
      message: ERROR_MESSAGE.storage_unavailable,
      cause,
    });
  });

  it('says for the log what was needed', async () => {
    const result = answered(Promise.reject(new Error('Connection is closed.')), 'The queues live in Redis.');
    await expect(result).rejects.toMatchObject({ ...unavailable, message: 'The queues live in Redis.' });
  });

  it.each([new AppError('overloaded', 'Too many jobs wait.'), new ReplyError('WRONGTYPE Operation against a key')])(
    'lets through what is not about Redis being away: %p',
    async (error) => {
      await expect(answered(Promise.reject(error))).rejects.toBe(error);
    },
  );
});
