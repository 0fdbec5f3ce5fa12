import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const ROOT = resolve(__dirname, '../../..');

/** The product as it is built. */
export const PRODUCT_PROGRAM = join(ROOT, 'dist/src/main.js');

/** The flags that `npm start` gives to node. Every server of a comparison gets them, so that they favour none. */
export function nodeFlagsOfStart(): string[] {
  const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { scripts: { start: string } };
  return scripts.start.split(' ').filter((word) => word.startsWith('--'));
}

/** The command that runs one of the benchmark's own programs, given by its path in this part of the tree. */
export function benchProgram(path: string, ...args: (string | number)[]): string[] {
  const hook = join(ROOT, 'scripts/register-ts.cjs');
  return [process.execPath, ...nodeFlagsOfStart(), '-r', hook, join(ROOT, 'test/load', path), ...args.map(String)];
}
