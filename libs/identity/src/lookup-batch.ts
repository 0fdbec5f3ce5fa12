import { AppError } from '@app/kernel';

interface Waiting<Found> {
  digest: Buffer;
  promise: Promise<Found | undefined>;
  resolve: (found: Found | undefined) => void;
  reject: (error: unknown) => void;
}

/** Most different digests that may wait. Beyond, the database is too slow for what comes, and waiting would only help an attacker. */
const MOST_WAITING = 2_000;
const MOST_AT_ONCE = 200;

/**
 * Looks digests up in batches, one batch at a time: however many unknown credentials arrive, they take one connection of the
 * pool, and a credential that comes twice is asked for once.
 */
export class LookupBatch<Found> {
  private waiting = new Map<string, Waiting<Found>>();
  private readonly asked = new Map<string, Waiting<Found>>();
  private isAsking = false;

  /** @param lookUp the answers to all digests, in their order. */
  constructor(private readonly lookUp: (digests: readonly Buffer[]) => Promise<(Found | undefined)[]>) {}

  /** What a digest stands for. Rejects with what the lookup throws, and with `overloaded` when too many wait. */
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
      const found = await this.lookUp(batch.map(({ digest }) => digest));
      batch.forEach(({ resolve }, index) => resolve(found[index]));
    } catch (error) {
      for (const { reject } of batch) reject(error);
    }
    this.asked.clear();
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
