import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/**
 * Makes an empty directory beside `target`, to be filled and then renamed to it, and removes those that interrupted starts
 * left behind. Each has a name of its own: a program of an interrupted start may still be at work, or cleaning up, in its.
 */
export function makeDraftDirectory(target: string, mode = 0o755): string {
  const parent = dirname(target);
  const prefix = `${basename(target)}.new-`;
  for (const name of readdirSync(parent)) if (name.startsWith(prefix)) removeQuietly(join(parent, name));
  const draft = join(parent, `${prefix}${process.pid}-${Date.now()}`);
  mkdirSync(draft, { mode });
  return draft;
}

function removeQuietly(path: string): void {
  try {
    rmSync(path, { recursive: true, force: true });
  } catch {
    // Something still writes there. The next start removes it.
  }
}
