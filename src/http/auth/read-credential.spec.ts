import { readCredential } from './read-credential';

describe('reading a credential', () => {
  it.each([
    [{ authorization: 'Bearer abc' }, 'abc'],
    [{ authorization: 'bearer  abc ' }, 'abc'],
    [{ 'x-api-key': 'abc' }, 'abc'],
    [{}, undefined],
  ])('finds the key of %j', (headers, key) => {
    expect(readCredential(headers, '/v1/models')).toBe(key);
  });

  it.each(['Bearer', 'Bearer a b', 'Basic abc', 'abc', 'Bearer \u00e4', ''])(
    'refuses Authorization: %j',
    (authorization) => {
      expect(() => readCredential({ authorization }, '/')).toThrow('must read `Bearer <key>`');
    },
  );

  it('refuses both headers together', () => {
    expect(() => readCredential({ authorization: 'Bearer a', 'x-api-key': 'a' }, '/')).toThrow('not both');
  });

  it.each(['/?api_key=a', '/?x=1&apiKey=a', '/?access_token=a', '/?KEY=a', '/?x-api-key=a'])(
    'refuses a key in %s',
    (target) => {
      expect(() => readCredential({ authorization: 'Bearer a' }, target)).toThrow('never in the address');
    },
  );

  it('takes other parameters for what they are', () => {
    expect(readCredential({ authorization: 'Bearer a' }, '/?monkey=1&keyword=2&tokens=3')).toBe('a');
  });
});
