import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The questions of a file of `data/`: one a line, a line break written as `\\n`. */
export function questionsOf(file: string): string[] {
  const lines = readFileSync(join(__dirname, 'data', file), 'utf8').split('\n');
  return lines.filter((line) => line !== '').map((line) => line.replaceAll('\\n', '\n'));
}
