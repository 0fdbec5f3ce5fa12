import { mkdirSync, mkdtempSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { makeDraftDirectory } from './draft-directory';

describe('makeDraftDirectory', () => {
  it('makes an empty directory of its own and removes those of earlier starts, and nothing else', () => {
    const parent = mkdtempSync(join(tmpdir(), 'stepwise-draft-'));
    for (const name of ['data', 'data.new-1-2', 'other.new-1-2']) {
      mkdirSync(join(parent, name));
      writeFileSync(join(parent, name, 'file'), '');
    }
    const draft = makeDraftDirectory(join(parent, 'data'), 0o700);
    expect(readdirSync(draft)).toEqual([]);
    expect(statSync(draft).mode & 0o777).toBe(0o700);
    expect(readdirSync(parent).sort()).toEqual(['data', basename(draft), 'other.new-1-2']);
  });
});
