import { readFileSync, writeFileSync } from 'node:fs';
import { processMark } from './process-mark';

/** Remembers which process serves a data directory, so that the next supervisor finds one that was left running. */
export class PidFile {
  constructor(private readonly path: string) {}

  /** To be called at once when the process is started, before anything can end this one. */
  write(pid: number): void {
    writeFileSync(this.path, `${pid} ${processMark(pid) ?? ''}\n`, { mode: 0o600 });
  }

  /** The remembered process if it still runs; undefined when it is gone or its id belongs to another one now. */
  running(): number | undefined {
    let text: string;
    try {
      text = readFileSync(this.path, 'utf8');
    } catch {
      return undefined; // never written
    }
    const [pid, mark] = splitOnce(text.trim());
    return mark !== '' && processMark(pid) === mark ? pid : undefined;
  }
}

function splitOnce(line: string): [number, string] {
  const at = line.indexOf(' ');
  return [Number(line.slice(0, at)), line.slice(at + 1)];
}
