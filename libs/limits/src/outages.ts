/** Scopes that are remembered at most. */
const MOST_SCOPES = 10_000;

/** Callers for whom a store did not answer, and since when it does again. In bounded memory: of too many, the oldest are forgotten. */
export class Outages {
  /** When the store first answered again, milliseconds; undefined: it has not yet. */
  private readonly answeredAt = new Map<string, number | undefined>();

  get size(): number {
    return this.answeredAt.size;
  }

  has(scope: string): boolean {
    return this.answeredAt.has(scope);
  }

  noteFailure(scope: string): void {
    this.answeredAt.delete(scope); // so that it is the newest again
    this.answeredAt.set(scope, undefined);
    if (this.answeredAt.size <= MOST_SCOPES) return;
    const [oldest] = this.answeredAt.keys();
    if (oldest !== undefined) this.answeredAt.delete(oldest);
  }

  hasAnswered(scope: string): boolean {
    return this.answeredAt.get(scope) !== undefined;
  }

  /** The first answer after a failure counts. */
  noteAnswer(scope: string, nowMs: number): void {
    if (this.answeredAt.has(scope)) this.answeredAt.set(scope, this.answeredAt.get(scope) ?? nowMs);
  }

  /** Whether the store has answered since then or longer; the outage is forgotten then. */
  isOver(scope: string, sinceMs: number): boolean {
    const answeredAt = this.answeredAt.get(scope);
    const isOver = answeredAt !== undefined && answeredAt <= sinceMs;
    if (isOver) this.answeredAt.delete(scope);
    return isOver;
  }
}
