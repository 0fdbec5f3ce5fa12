import { mkdir, open, readFile, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import { AppError, isJsonObject, type JsonValue } from '@app/kernel';
import { differences, type PlanIdentity } from './evaluation-plan';

const VERSION = 1;

/**
 * The results of one evaluation in a file of JSON lines: a header that names the plan, then one record a line, only ever added
 * to. Killed while it writes, it has lost at most its last line, which the next opening removes.
 */
export class ResultsFile {
  private last: Promise<void> = Promise.resolve();

  private constructor(
    private readonly handle: FileHandle,
    /** What was there when it was opened, the header left out. */
    readonly values: readonly JsonValue[],
  ) {}

  /** Begins a new file and its folder. Throws `conflict` when there is one. */
  static async create(path: string, identity: PlanIdentity): Promise<ResultsFile> {
    await mkdir(dirname(path), { recursive: true });
    const handle = await openNew(path);
    const file = new ResultsFile(handle, []);
    await file.append({ kind: 'header', version: VERSION, identity });
    return file;
  }

  /**
   * Opens a file to go on with it. Throws `not_found` when there is none, and `conflict` when it belongs to another plan (the
   * differing parts are named) or holds a line that is no record.
   */
  static async resume(path: string, identity: PlanIdentity): Promise<ResultsFile> {
    const { values, wholeBytes } = await readWholeLines(path);
    const [header, ...records] = values;
    checkHeader(header, identity);
    const handle = await open(path, 'r+');
    await handle.truncate(wholeBytes);
    await handle.close();
    return new ResultsFile(await open(path, 'a'), records);
  }

  /** Adds one record, which JSON can hold. Calls may overlap; lines never do. */
  append(record: object): Promise<void> {
    const line = `${JSON.stringify(record)}\n`;
    const written = this.last.then(() => this.handle.appendFile(line));
    this.last = written.catch(() => undefined); // the caller of this append is told; the next one may do better
    return written;
  }

  /** Waits for what is being written and closes. */
  async close(): Promise<void> {
    await this.last;
    await this.handle.close();
  }
}

async function openNew(path: string): Promise<FileHandle> {
  try {
    return await open(path, 'ax');
  } catch (error) {
    if (!isCode(error, 'EEXIST')) throw error;
    const message = `${path} exists already: go on with it by --resume, or name another folder by --out.`;
    throw new AppError('conflict', message, { cause: error });
  }
}

async function readWholeLines(path: string): Promise<{ values: JsonValue[]; wholeBytes: number }> {
  const bytes = await readExisting(path);
  const wholeBytes = bytes.lastIndexOf(10) + 1;
  const lines = bytes.subarray(0, wholeBytes).toString('utf8').split('\n').slice(0, -1);
  return { values: lines.map((line, i) => parseLine(line, i + 1, path)), wholeBytes };
}

async function readExisting(path: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (error) {
    if (!isCode(error, 'ENOENT')) throw error;
    throw new AppError('not_found', `${path} does not exist: there is nothing to resume. Start without --resume.`);
  }
}

function parseLine(line: string, number: number, path: string): JsonValue {
  try {
    return JSON.parse(line) as JsonValue;
  } catch (error) {
    throw new AppError('conflict', `Line ${number} of ${path} is damaged: remove that line to go on.`, {
      cause: error,
    });
  }
}

function checkHeader(header: JsonValue | undefined, identity: PlanIdentity): void {
  const stored = isJsonObject(header) && header['kind'] === 'header' ? header : undefined;
  if (stored?.['version'] !== VERSION || !isJsonObject(stored['identity'])) {
    throw new AppError(
      'conflict',
      'The results file was written by another version or holds no header: start a new one.',
    );
  }
  const differing = differences(stored['identity'] as unknown as PlanIdentity, identity);
  if (differing.length === 0) return;
  const message = `The results file belongs to an evaluation with other ${differing.join(', ')}: use the same ones, or another --out.`;
  throw new AppError('conflict', message);
}

function isCode(error: unknown, code: string): boolean {
  return (error as NodeJS.ErrnoException).code === code;
}
