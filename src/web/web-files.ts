import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** Where the build puts the pages: beside the compiled program, or in `dist` when the program runs from its sources. */
const FOLDERS = [join(__dirname, '../../web'), join(__dirname, '../../dist/web')];

/** What the build of `libs/web` made. */
export interface WebFiles {
  /** Absolute path of the folder. */
  root: string;
  /** Names under `assets/`: their content is in the name, so they never change. */
  assets: readonly string[];
  /** Names beside `index.html`: they may change with any build. */
  others: readonly string[];
}

/** The built pages; undefined when `npm run build` has not made them. Looks once, at the start. */
export function findWebFiles(folders: readonly string[] = FOLDERS): WebFiles | undefined {
  const root = folders.find((folder) => existsSync(join(folder, 'index.html')));
  if (root === undefined) return undefined;
  const entries = readdirSync(root, { withFileTypes: true }).filter((entry) => entry.isFile());
  const others = entries.map(({ name }) => name).filter((name) => name !== 'index.html' && !isCompressed(name));
  const assets = readdirSync(join(root, 'assets')).filter((name) => !isCompressed(name));
  return { root, assets, others };
}

/** Copies of a file for clients that take them compressed, which are served under the file's own name. */
function isCompressed(name: string): boolean {
  return name.endsWith('.br') || name.endsWith('.gz');
}
