import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { exclusive } from './exclusive.mjs';
import { withProgress } from './progress.mjs';
import { runProgram } from './run-program.mjs';

const SOURCES = ['src', 'libs', 'package.json', 'tsconfig.json', 'tsconfig.build.json', 'nest-cli.json'];

/**
 * Builds into `dist` unless the last build was made from the very files that are there now.
 *
 * @param {string} root the project's folder.
 * @throws {Error} with the compiler's output when the build fails.
 */
export async function buildIfNeeded(root) {
  const stamp = join(root, 'dist', '.stepwise-build');
  const compiler = join(root, 'node_modules', '@nestjs', 'cli', 'bin', 'nest.js');
  const bundler = join(root, 'node_modules', 'vite', 'bin', 'vite.js');
  const isCurrent = () => existsSync(stamp) && readFileSync(stamp, 'utf8') === fingerprint(root);
  if (isCurrent()) return;
  // A production install has no compiler: what is in `dist` is what there is.
  if (!existsSync(compiler) && existsSync(join(root, 'dist'))) return;
  await exclusive('build', root, async () => {
    if (isCurrent()) return; // another start built it while this one waited
    const made = fingerprint(root);
    const programs = [[compiler, 'build']];
    if (existsSync(join(root, 'libs', 'web'))) programs.push([bundler, 'build', 'libs/web', '--logLevel', 'warn']);
    const results = await withProgress('Building (the sources are newer; about 20 s)', () =>
      Promise.all(programs.map((args) => runProgram(process.execPath, args, { cwd: root }))),
    );
    const output = results.filter(({ code }) => code !== 0).map((result) => result.output.trim());
    if (output.length > 0) throw new Error(`The build failed.\n${output.join('\n')}`);
    writeFileSync(stamp, made);
  });
}

/** Changes when a source file is added, removed or written. Reads names, sizes and times, no contents: a few milliseconds. */
function fingerprint(root) {
  const hash = createHash('sha256');
  const add = (path) => {
    const stat = statSync(join(root, path));
    if (stat.isDirectory()) {
      for (const name of readdirSync(join(root, path)).sort()) add(`${path}/${name}`);
    } else if (!path.endsWith('.spec.ts') && !path.endsWith('.md')) {
      hash.update(`${path} ${stat.size} ${stat.mtimeMs}\n`);
    }
  };
  SOURCES.forEach(add);
  return hash.digest('hex');
}
