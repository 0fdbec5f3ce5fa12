import type { AnswerRule } from './answer-watch';
import { LoadConnection, type ExchangeTimes } from './load-connection';
import { requestSource, type BenchRequest } from './request-bytes';

const PATIENCE_MS = 10_000;

/** A load: so many clients, each asking again as soon as it is answered. */
export interface ClosedLoop {
  request: BenchRequest;
  rule: AnswerRule;
  connections: number;
  seconds: number;
  /** The clients begin at random moments of this time, milliseconds, the same in every run. Default: together. */
  spreadMs?: number | undefined;
}

/** What the clients saw. */
export interface LoadResult {
  exchanges: ExchangeTimes[];
  /** Wrong answers, lost connections, and answers that did not come within 10 s after the end. */
  errors: number;
  /** From the first request to the last answer. */
  seconds: number;
}

/** Runs a load to its end: no request is begun after its time, and those under way are waited for. */
export async function runClosedLoop({
  request,
  rule,
  connections,
  seconds,
  spreadMs = 0,
}: ClosedLoop): Promise<LoadResult> {
  const nextRequest = requestSource(request);
  const result: LoadResult = { exchanges: [], errors: 0, seconds: 0 };
  const startedAt = performance.now();
  const endsAt = startedAt + seconds * 1000;
  await new Promise<void>((resolve) => {
    let open = connections;
    const clients: LoadConnection[] = [];
    const begin = (): void => {
      const client = new LoadConnection(request.port, nextRequest, rule, {
        onAnswer: (times) => result.exchanges.push(times),
        onError: () => result.errors++,
        wantsMore: () => performance.now() < endsAt,
        onClosed: () => {
          if (--open > 0) return;
          clearTimeout(patience);
          resolve();
        },
      });
      clients.push(client);
    };
    const random = seededRandom(connections);
    for (let index = 0; index < connections; index++) setTimeout(begin, random() * spreadMs);
    const patience = setTimeout(() => clients.forEach((client) => client.close()), seconds * 1000 + PATIENCE_MS);
  });
  result.seconds = (performance.now() - startedAt) / 1000;
  return result;
}

/** Numbers from 0 up to 1, the same for the same seed (Park and Miller's generator). */
function seededRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}
