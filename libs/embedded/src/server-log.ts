import { closeSync, fstatSync, ftruncateSync, openSync, readSync } from 'node:fs';

/** Above this size the log is emptied at the next start of its server. */
const LARGEST_BYTES = 1024 * 1024;
const TAIL_BYTES = 2_048;
const TAIL_LINES = 5;

/**
 * The file that takes a server's output. A file and no pipe, so that a server that outlives this process keeps a place to
 * write to, and its chatter costs this process nothing.
 */
export class ServerLog {
  private startOfLife = 0;

  constructor(readonly path: string) {}

  /** Begins the next life of the server: calls back with the open file, and closes it once the server has its own. */
  during<T>(start: (fd: number) => T): T {
    const fd = openSync(this.path, 'a', 0o600);
    try {
      if (fstatSync(fd).size > LARGEST_BYTES) ftruncateSync(fd, 0);
      this.startOfLife = fstatSync(fd).size;
      return start(fd);
    } finally {
      closeSync(fd);
    }
  }

  /** The last lines of the server's present or latest life, on one line. */
  lastWords(): string {
    const fd = openSync(this.path, 'a+', 0o600);
    try {
      const { size } = fstatSync(fd);
      const from = Math.max(this.startOfLife, size - TAIL_BYTES);
      const buffer = Buffer.alloc(Math.max(0, size - from));
      readSync(fd, buffer, 0, buffer.length, from);
      return buffer.toString('utf8').trim().split('\n').slice(-TAIL_LINES).join(' | ');
    } finally {
      closeSync(fd);
    }
  }
}
