import { createReadStream } from 'node:fs';
import { mkdir, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { createInterface } from 'node:readline';
import { AuditAnchor } from '../audit-anchor';
import type { Checkpoint } from '../checkpoint';

const OWNER_ONLY = 0o600;

/** Checkpoints as lines of a file that is only appended to. Put it where the database's administrators cannot write. */
export class FileAnchor extends AuditAnchor {
  readonly name = 'file';

  constructor(readonly path: string) {
    super();
  }

  async write(checkpoint: Checkpoint): Promise<void> {
    await mkdir(dirname(this.path), { recursive: true });
    const file = await open(this.path, 'a', OWNER_ONLY);
    try {
      await file.appendFile(`${JSON.stringify(checkpoint)}\n`);
      await file.sync();
    } finally {
      await file.close();
    }
  }
}

/**
 * The checkpoints in a file of {@link FileAnchor}. A last line that is not whole was being written when the power failed, and is left
 * out. Empty when there is no file.
 */
export async function readCheckpoints(path: string): Promise<Checkpoint[]> {
  const checkpoints: Checkpoint[] = [];
  let broken: string | undefined;
  try {
    for await (const line of createInterface({ input: createReadStream(path), crlfDelay: Infinity })) {
      if (broken !== undefined) throw new Error(`${path} holds a line that is no checkpoint.`);
      if (line === '') continue;
      try {
        checkpoints.push(JSON.parse(line) as Checkpoint);
      } catch {
        broken = line; // allowed as the last one
      }
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
  return checkpoints;
}
