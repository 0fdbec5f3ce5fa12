import crypto, { createHash } from 'node:crypto';
import { ApiKeyVerifier } from './api-key-verifier';

describe('ApiKeyVerifier', () => {
  const verifier = new ApiKeyVerifier(['first-key', 'second-key']);

  it('knows each configured key', () => {
    expect(verifier.find('first-key')).toBe(0);
    expect(verifier.find('second-key')).toBe(1);
  });

  it.each([
    '',
    'first',
    'first-key ',
    'FIRST-KEY',
    'first-keysecond-key',
    createHash('sha256').update('first-key').digest('hex'),
  ])('does not know %j', (key) => {
    expect(verifier.find(key)).toBeUndefined();
  });

  it.each(['first-key', 'second-key', 'neither', ''])('compares %j with every key in constant time', (key) => {
    const compare = jest.spyOn(crypto, 'timingSafeEqual');
    verifier.find(key);
    const given = createHash('sha256').update(key).digest();
    const known = ['first-key', 'second-key'].map((text) => createHash('sha256').update(text).digest());
    expect(compare.mock.calls).toEqual(known.map((digest) => [digest, given]));
    compare.mockRestore();
  });

  it('knows nothing without keys', () => {
    expect(new ApiKeyVerifier([]).find('')).toBeUndefined();
  });

  it('does not keep the keys', () => {
    expect(JSON.stringify(verifier)).not.toContain('first-key');
  });
});
