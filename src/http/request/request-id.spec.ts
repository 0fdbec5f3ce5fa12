import { RandomIdGenerator } from '@app/kernel';
import { requestIdFrom } from './request-id';

describe('requestIdFrom', () => {
  const idOf = (headers: Record<string, string>): string => requestIdFrom(new RandomIdGenerator())({ headers });

  it('takes an id of the caller that is well formed', () => {
    expect(idOf({ 'x-request-id': 'trace-12.a_b' })).toBe('trace-12.a_b');
  });

  it.each(['', 'two words', 'a\tb', 'x'.repeat(129)])('makes its own in place of %j', (given) => {
    expect(idOf({ 'x-request-id': given })).toMatch(/^req_/);
  });

  it.each([
    `sw_${'a'.repeat(39)}`,
    `sws_${'a'.repeat(39)}`,
    'sk-proj-0123456789',
    'eyJhbGciOiJIUzI1NiJ9.e30.c2lnbmF0dXJl',
  ])('does not take %s, which looks like a credential, for an id', (given) => {
    expect(idOf({ 'x-request-id': given })).toMatch(/^req_/);
  });

  it('does not take the credential that was sent, whatever it looks like', () => {
    const own = 'my-own-key-0123456789';
    expect(idOf({ 'x-request-id': own, authorization: `Bearer ${own}` })).toMatch(/^req_/);
    expect(idOf({ 'x-request-id': own, 'x-api-key': own })).toMatch(/^req_/);
    expect(idOf({ 'x-request-id': own, authorization: 'Bearer another-key' })).toBe(own);
  });
});
