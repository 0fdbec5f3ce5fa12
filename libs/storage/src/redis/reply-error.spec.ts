import { isUnavailable, ReplyError, wasDemoted, wasNotRun } from './reply-error';

describe('what Redis answers', () => {
  it.each([
    'LOADING Redis is loading the dataset in memory',
    "READONLY You can't write against a read only replica.",
    // Of a script, as Redis 6.2 words it.
    "ERR Error running script (call to f_1): @user_script:3: @user_script: 3: -READONLY You can't write against a read only replica. ",
  ])('means not now, and nothing was done: %s', (message) => {
    const error = new ReplyError(message);
    expect([isUnavailable(error), wasNotRun(error)]).toEqual([true, true]);
    expect(wasDemoted(error)).toBe(message.includes('READONLY'));
  });

  it.each([
    'WRONGTYPE Operation against a key holding the wrong kind of value',
    'ERR Error running script (call to f_1): @user_script:3: WRONGTYPE Operation against a key named READONLY',
  ])('means that the command is wrong: %s', (message) => {
    const error = new ReplyError(message);
    expect([isUnavailable(error), wasNotRun(error)]).toEqual([false, false]);
    expect(wasDemoted(error)).toBe(false);
  });
});
