import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileProblem } from './file-problem';

describe('fileProblem', () => {
  const folder = mkdtempSync(join(tmpdir(), 'file-problem-'));
  const path = join(folder, 'key.pem');
  beforeAll(() => writeFileSync(path, '-----BEGIN RSA PRIVATE KEY-----\n'));
  afterAll(() => rmSync(folder, { recursive: true }));

  it.each([
    [path, undefined, undefined],
    [path, 'PRIVATE KEY', undefined],
    [path, 'CERTIFICATE', 'names a file without a CERTIFICATE in PEM form'],
    [join(folder, 'none'), undefined, 'names a file that does not exist'],
    [join(path, 'none'), undefined, 'names a file that does not exist'],
    [folder, undefined, 'names a folder, not a file'],
  ])('%s with %s: %s', (file, holds, problem) => {
    expect(fileProblem(file, holds)).toBe(problem);
  });
});
