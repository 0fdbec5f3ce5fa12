import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { ChildServer } from '../servers/child-server';

const LIMIT_MS = 30_000;
const POLL_MS = 20;
const MIB = 2 ** 20;

/** What a process holds after its garbage was collected, MiB. */
export interface HeapFigures {
  /** Objects of JavaScript, and buffers outside of their heap. */
  heapMib: number;
  residentMib: number;
}

/** Asks servers that were started with its flags and environment what they hold. */
export class HeapProbe {
  private readonly directory = mkdtempSync(join(tmpdir(), 'stepwise-heap-'));
  private readonly file = join(this.directory, 'heap.json');

  readonly nodeFlags: readonly string[] = ['--expose-gc', '-r', join(__dirname, '../servers/heap-probe.cjs')];
  readonly env: Readonly<Record<string, string>> = { BENCH_HEAP_FILE: this.file };

  /** Collects the garbage of a server, which stands still meanwhile, and reads what is left. Throws after 30 s without an answer. */
  async measure({ name, pid }: ChildServer): Promise<HeapFigures> {
    rmSync(this.file, { force: true });
    process.kill(pid, 'SIGUSR2');
    const giveUpAt = performance.now() + LIMIT_MS;
    for (;;) {
      const text = this.read();
      if (text !== undefined) return figuresOf(JSON.parse(text) as NodeJS.MemoryUsage);
      if (performance.now() > giveUpAt) throw new Error(`${name} does not tell what it holds.`);
      await delay(POLL_MS);
    }
  }

  /** Removes its folder. */
  close(): void {
    rmSync(this.directory, { recursive: true, force: true });
  }

  private read(): string | undefined {
    try {
      return readFileSync(this.file, 'utf8');
    } catch {
      return undefined; // not written yet
    }
  }
}

function figuresOf({ heapUsed, external, rss }: NodeJS.MemoryUsage): HeapFigures {
  return { heapMib: (heapUsed + external) / MIB, residentMib: rss / MIB };
}
