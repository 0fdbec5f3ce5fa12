import { readdirSync, readFileSync } from 'node:fs';

const SOFT_LIMIT = /^Max open files\s+(\d+)/m;

/** How many more file descriptors this process may open. Undefined where the system does not tell (anything but Linux). */
export function descriptorsLeft(): number | undefined {
  try {
    const limit = SOFT_LIMIT.exec(readFileSync('/proc/self/limits', 'utf8'))?.[1];
    return limit === undefined ? undefined : Number(limit) - readdirSync('/proc/self/fd').length;
  } catch {
    return undefined; // no /proc: the configured limit stands alone
  }
}
