import type { StorageLog } from './storage-log';

/** Turns a stream of successes and failures of one store into a line for each change. */
export class AvailabilityLog {
  private available: boolean | undefined;

  constructor(
    private readonly store: string,
    private readonly log: StorageLog | undefined,
  ) {}

  up(): void {
    if (this.available === false) this.log?.info(`${this.store} answers again.`);
    this.available = true;
  }

  down(error: Error): void {
    if (this.available !== false)
      this.log?.warn(`${this.store} does not answer (${reasonOf(error)}). Trying again until it does.`);
    this.available = false;
  }
}

/** A code such as ECONNREFUSED or WRONGPASS in place of a message, which may hold the address. */
function reasonOf(error: Error & { code?: unknown }): string {
  if (typeof error.code === 'string') return error.code;
  return /^[A-Z]{3,}\b/.exec(error.message)?.[0] ?? error.name;
}
