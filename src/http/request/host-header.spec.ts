import { createHostCheck } from './host-header';

describe('the check of Host', () => {
  const check = createHostCheck([]);

  it.each([
    'localhost',
    'localhost:3000',
    'API.Example.com',
    'a-b_c.example.',
    '127.0.0.1:80',
    '[::1]',
    '[::1]:3000',
    'x',
  ])('accepts %s', (host) => {
    expect(check(host)).toBeUndefined();
    expect(check(host)).toBeUndefined();
  });

  it.each([
    undefined,
    '',
    ' ',
    'a b',
    'a/b',
    'user@host',
    'host:',
    'host:x',
    'host:65536',
    'host:1:2',
    '[::1',
    '::1',
    '-a',
    'a,b',
    'ä.example',
    '%6c',
    'a'.repeat(262),
  ])('refuses %j as malformed', (host) => {
    expect(check(host)?.code).toBe('invalid_request');
  });

  it('serves only listed hosts, on any port and in any case', () => {
    const strict = createHostCheck(['Api.Example']);
    expect(strict('api.example:8443')).toBeUndefined();
    expect(strict('API.EXAMPLE')).toBeUndefined();
    expect(strict('api.example.evil')?.code).toBe('misdirected_request');
    expect(strict('localhost')?.code).toBe('misdirected_request');
  });

  it('is linear in the length of the host', () => {
    expect(check(`${'a-'.repeat(130)}!`)?.code).toBe('invalid_request');
  });
});
