import { createHostCheck } from './host-header';

describe('the check of Host', () => {
  const check = createHostCheck({ allowedHosts: [], apiKeys: ['key'], requireAuthentication: false });

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
    const strict = createHostCheck({ allowedHosts: ['Api.Example'], apiKeys: [], requireAuthentication: false });
    expect(strict('api.example:8443')).toBeUndefined();
    expect(strict('API.EXAMPLE')).toBeUndefined();
    expect(strict('api.example.evil')?.code).toBe('misdirected_request');
    expect(strict('localhost')?.code).toBe('misdirected_request');
  });

  describe('without keys and without a list', () => {
    const open = createHostCheck({ allowedHosts: [], apiKeys: [], requireAuthentication: false });

    it.each(['localhost:3000', 'LOCALHOST.', 'app.localhost', '127.0.0.1:80', '192.168.0.7', '[::1]:3000', 'server'])(
      'accepts %s',
      (host) => {
        expect(open(host)).toBeUndefined();
      },
    );

    it.each(['evil.example', 'evil.example.:80', '127.0.0.1.evil.example', 'localhost.evil.example', '1.2.3.4.5'])(
      'refuses %s, which may be a site that resolves to this machine',
      (host) => {
        expect(open(host)).toMatchObject({
          code: 'misdirected_request',
          message: expect.stringContaining('ALLOWED_HOSTS'),
        });
      },
    );
  });

  it('is linear in the length of the host', () => {
    expect(check(`${'a-'.repeat(130)}!`)?.code).toBe('invalid_request');
  });
});
