import { createHash } from 'node:crypto';
import { closeSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { say } from './progress.mjs';

const POLL_MS = 250;

/**
 * Runs an action that must not run twice at a time in one project: a second caller waits for the first.
 *
 * @param {string} name
 * @param {string} root the project's folder.
 * @param {() => Promise<T>} action
 * @returns {Promise<T>}
 * @template T
 */
export async function exclusive(name, root, action) {
  // Not in the project: an install removes node_modules as a whole, and nothing else there is ours to litter.
  const key = createHash('sha256').update(root).digest('hex').slice(0, 16);
  const path = join(tmpdir(), `stepwise-${name}-${userInfo().uid}-${key}.lock`);
  await take(path);
  const release = () => rmSync(path, { force: true });
  process.once('exit', release);
  try {
    return await action();
  } finally {
    process.off('exit', release);
    release();
  }
}

async function take(path) {
  let told = false;
  while (!create(path)) {
    const holder = holderOf(path);
    if (holder !== undefined && !isRunning(holder)) {
      rmSync(path, { force: true });
      continue;
    }
    if (!told) say(`Waiting for another run of the same step (process ${holder ?? 'unknown'}) …`);
    told = true;
    await delay(POLL_MS);
  }
}

function create(path) {
  try {
    const fd = openSync(path, 'wx');
    writeSync(fd, String(process.pid));
    closeSync(fd);
    return true;
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw error;
  }
}

/** The process that holds the lock; undefined while it is being written or was just released. */
function holderOf(path) {
  try {
    return Number.parseInt(readFileSync(path, 'utf8'), 10) || undefined;
  } catch {
    return undefined; // released in between
  }
}

function isRunning(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}
