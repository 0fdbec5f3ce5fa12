import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

const COMPILER = join('scripts', 'register-ts.cjs');

/** A file for a thread or a process of its own, and the flags that node needs to load it. */
export interface EntryFile {
  path: string;
  execArgv: string[];
}

/**
 * The entry `name` (no extension) that lies beside the module `from` (its `__filename`): compiled, or as TypeScript where the
 * sources are what runs, as in tests and benchmarks; a thread or process does not inherit how its parent compiles them.
 */
export function entryFile(from: string, name: string): EntryFile {
  const folder = dirname(from);
  if (!from.endsWith('.ts')) return { path: join(folder, `${name}.js`), execArgv: [] };
  return { path: join(folder, `${name}.ts`), execArgv: ['-r', findAbove(folder, COMPILER)] };
}

function findAbove(folder: string, name: string): string {
  const path = join(folder, name);
  if (existsSync(path)) return path;
  const parent = dirname(folder);
  if (parent === folder) throw new Error(`There is no ${name} above the sources.`);
  return findAbove(parent, name);
}
