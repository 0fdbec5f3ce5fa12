import { AppError, unlessAborted } from '@app/kernel';

interface Waiting<Found> {
  digest: Buffer;
  promise: Promise<Found | undefined>;
  resolve: (found: Found | undefined) => void;
  reject: (error: unknown) => void;
}

/** Most different digests that may wait. Beyond, the database is too slow for what comes, and waiting would only help an attacker. */
const MOST_WAITING = 2_000;
const MOST_AT_ONCE = 200;
/** Longest wait for the answers to a batch, milliseconds: the next batch, and who is in it, waits for this one. */
const TIMEOUT_MS = 2_000;

/**
 * Looks digests up in batches, one batch at a time: however many unknown credentials arrive, they take one connection of the
 * pool, and a credential that comes twice is asked for once.
 */
export class LookupBatch<Found> {
  private waiting = new Map<string, Waiting<Found>>();
  private readonly asked = new Map<string, Waiting<Found>>();
  private isAsking = false;

  /** @param lookUp the answers to all digests, in their order. */
  constructor(
    private readonly lookUp: (digests: readonly Buffer[]) => Promise<(Found | undefined)[]>,
    private readonly timeoutMs = TIMEOUT_MS,
  ) {}

  /**
   * What a digest stands for. Rejects with what the lookup throws, with `storage_unavailable` when it does not answer in time, and
   * with `overloaded` when too many wait.
   */
  find(digest: Buffer): Promise<Found | undefined> {
    const name = digest.toString('latin1');
    const known = this.waiting.get(name) ?? this.asked.get(name);
    if (known !== undefined) return known.promise;
    if (this.waiting.size >= MOST_WAITING) {
      return Promise.reject(new AppError('overloaded', 'Too many unknown keys at once.', { retryAfterMs: 1_000 }));
    }
    const waiting = newWaiting<Found>(digest);
    this.waiting.set(name, waiting);
    if (!this.isAsking) void this.askAll();
    return waiting.promise;
  }

  private async askAll(): Promise<void> {
    this.isAsking = true;
    await Promise.resolve(); // so that those of one tick share a batch
    while (this.waiting.size > 0) await this.ask(this.takeBatch());
    this.isAsking = false;
  }

  private takeBatch(): Waiting<Found>[] {
    const batch: Waiting<Found>[] = [];
    for (const [name, waiting] of this.waiting) {
      if (batch.length === MOST_AT_ONCE) break;
      batch.push(waiting);
      this.asked.set(name, waiting);
      this.waiting.delete(name);
    }
    return batch;
  }

  private async ask(batch: readonly Waiting<Found>[]): Promise<void> {
    try {
      const answers = this.lookUp(batch.map(({ digest }) => digest));
      const found = await inTime(answers, this.timeoutMs);
      batch.forEach(({ resolve }, index) => resolve(found[index]));
    } catch (error) {
      for (const { reject } of batch) reject(error);
    }
    this.asked.clear();
  }
}

async function inTime<T>(answers: Promise<T>, timeoutMs: number): Promise<T> {
  const signal = AbortSignal.timeout(timeoutMs);
  try {
    return await unlessAborted(answers, signal);
  } catch (cause) {
    if (!signal.aborted || cause !== signal.reason) throw cause;
    const message = 'The database does not answer in time.';
    throw new AppError('storage_unavailable', message, { cause, retryable: true, retryAfterMs: 1_000 });
  }
}

function newWaiting<Found>(digest: Buffer): Waiting<Found> {
  let resolve: Waiting<Found>['resolve'] = () => undefined;
  let reject: Waiting<Found>['reject'] = () => undefined;
  const promise = new Promise<Found | undefined>((onResolve, onReject) => {
    resolve = onResolve;
    reject = onReject;
  });
  return { digest, promise, resolve, reject };
}
