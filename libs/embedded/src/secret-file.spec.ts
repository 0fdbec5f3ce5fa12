import { mkdtempSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { newSecret, readSecret, writeSecret } from './secret-file';

describe('a secret file', () => {
  const path = () => join(mkdtempSync(join(tmpdir(), 'stepwise-secret-')), 'password');

  it('gives back what was written and is closed to other users', () => {
    const file = path();
    const secret = newSecret();
    writeSecret(file, secret);
    expect(readSecret(file)).toBe(secret);
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  it('holds nothing when it is absent, cut short or written by somebody else', () => {
    const file = path();
    expect(readSecret(file)).toBeUndefined();
    for (const text of ['', 'abc', newSecret().slice(1), `${newSecret()}\n${newSecret()}`]) {
      writeFileSync(file, text);
      expect(readSecret(file)).toBeUndefined();
    }
  });

  it('never holds the same secret twice', () => {
    expect(newSecret()).not.toBe(newSecret());
  });
});
