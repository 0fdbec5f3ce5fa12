import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readKeySecret } from './key-secret';

describe('the secret that keys are hashed with', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'stepwise-secret-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('is the setting where there is one, and then no file is made', () => {
    expect(readKeySecret('a secret of the operator', folder).toString()).toBe('a secret of the operator');
    expect(readdirSync(folder)).toEqual([]);
  });

  it('is that of the file also when what it holds is given as the setting', () => {
    const secret = readKeySecret(undefined, folder);
    const text = readFileSync(join(folder, 'key-secret'), 'utf8').trim();
    expect(readKeySecret(text, join(folder, 'other'))).toEqual(secret);
  });

  it('is made once, for its owner alone', () => {
    const dataDir = join(folder, 'new', 'data');
    const secret = readKeySecret(undefined, dataDir);
    expect(secret).toHaveLength(32);
    expect(readKeySecret(undefined, dataDir)).toEqual(secret);
    expect(readdirSync(dataDir)).toEqual(['key-secret']);
    expect(statSync(join(dataDir, 'key-secret')).mode & 0o777).toBe(0o600);
  });

  it('is never replaced, even when its file cannot be read', () => {
    writeFileSync(join(folder, 'key-secret'), 'broken');
    expect(() => readKeySecret(undefined, folder)).toThrow('holds no key secret');
  });
});
