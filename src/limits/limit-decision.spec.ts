import { refusalOf, type LimitDecision } from './limit-decision';

describe('the refusal of a chat because others run', () => {
  it.each([
    [1, '1 chat of this caller is running, as many as may; wait for one.'],
    [2, '2 chats of this caller are running, as many as may; wait for one.'],
  ])('counts %d in words that fit', (busyLimit, message) => {
    expect(refusalOf({ busyLimit } as LimitDecision)).toMatchObject({ code: 'rate_limited', message });
  });
});
