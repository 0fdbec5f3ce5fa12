import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
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
  const own = `${process.pid} ${startOf(process.pid)}`;
  await take(path, own);
  const release = () => {
    if (read(path) === own) rmSync(path, { force: true });
  };
  process.once('exit', release);
  try {
    return await action();
  } finally {
    process.off('exit', release);
    release();
  }
}

async function take(path, own) {
  let told = false;
  while (!create(path, own)) {
    const text = read(path);
    if (text === undefined) continue; // released in between
    if (!isHeld(text)) {
      removeStale(path, text);
      continue;
    }
    if (!told) say(`Waiting for another run of the same step (process ${Number.parseInt(text, 10)}) …`);
    told = true;
    await delay(POLL_MS);
  }
}

/** Writes the lock beside its place and links it there: nobody ever sees half of one. */
function create(path, own) {
  const draft = `${path}.${process.pid}`;
  writeFileSync(draft, own);
  try {
    linkSync(draft, path);
    return true;
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}

/** Takes a stale lock away, and puts it back when it turns out that another run took it over in the meantime. */
function removeStale(path, text) {
  const aside = `${path}.stale.${process.pid}`;
  try {
    renameSync(path, aside);
  } catch {
    return; // another run was first: the next attempt looks again
  }
  if (read(aside) !== text) create(path, read(aside));
  rmSync(aside, { force: true });
}

/** What a lock says; undefined when there is none. */
function read(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined; // released in between
  }
}

/** False when the process of a lock is gone, its id given to another one included. */
function isHeld(text) {
  const [pid, ...start] = text.split(' ');
  const now = startOf(Number(pid));
  return now !== undefined && now === start.join(' ');
}

/** A text that differs between two processes that had the same id at different times; undefined when none has it. */
function startOf(pid) {
  try {
    if (process.platform === 'linux') {
      const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
      // proc(5): field 22, the start time; field 2, the name, may hold anything.
      return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
    }
    if (process.platform === 'win32') return process.kill(pid, 0) ? 'running' : undefined;
    return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim() || undefined;
  } catch {
    return undefined; // no such process
  }
}
