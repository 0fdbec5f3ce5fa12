import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileProblem } from './file-problem';

describe('fileProblem', () => {
  const folder = mkdtempSync(join(tmpdir(), 'file-problem-'));
  const path = join(folder, 'certificate.pem');
  beforeAll(() => writeFileSync(path, '-----BEGIN TRUSTED CERTIFICATE-----\n'));
  afterAll(() => rmSync(folder, { recursive: true }));

  it.each([
    [path, undefined, undefined],
    [path, 'CERTIFICATE', undefined],
    [path, 'PRIVATE KEY', 'names a file without a PRIVATE KEY in PEM form'],
    [join(folder, 'none'), undefined, 'names a file that does not exist'],
    [join(path, 'none'), undefined, 'names a file that does not exist'],
    [folder, undefined, 'names a folder, not a file'],
  ])('%s with %s: %s', (file, holds, problem) => {
    expect(fileProblem(file, holds)).toBe(problem);
  });
});
