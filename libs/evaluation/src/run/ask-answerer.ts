import { AppError, type Clock } from '@app/kernel';
import type { AnswerOutcome, AnswerRequest, Answerer } from './answerer';
import type { RunLimits } from './run-limits';

/** What asking needs beside the question. */
export interface Asking {
  answerer: Answerer;
  clock: Clock;
  limits: RunLimits;
  /** Resolves after so many milliseconds, rejects when the signal aborts. */
  wait: (ms: number, signal: AbortSignal) => Promise<void>;
}

/** Why a question could not be answered. The message is ours and holds no input. */
interface AskError {
  code: string;
  message: string;
}

/** What came of asking: an outcome or an error, with the time of the last try and the number of tries. */
type Asked = { latencyMs: number; tries: number } & ({ outcome: AnswerOutcome } | { error: AskError });

const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 60_000;

/** Errors that no other question to this model would escape: asking on would only cost. */
const HOPELESS: ReadonlySet<string> = new Set([
  'model_not_found',
  'model_not_configured',
  'provider_auth_failed',
  'unsupported_parameter',
  'reasoning_unsupported',
]);

/**
 * Asks, again after errors that may pass, each try within the time limit. Rejects when the signal aborts, and with the error itself
 * where every further question would meet it too (a refused key, an unknown model).
 */
export async function askAnswerer(asking: Asking, request: AnswerRequest, signal: AbortSignal): Promise<Asked> {
  const { limits, wait } = asking;
  for (let tries = 1; ; tries++) {
    const attempt = await tryWithRoom(asking, request, signal);
    const { latencyMs } = attempt;
    if ('outcome' in attempt) return { latencyMs, tries, outcome: attempt.outcome };
    const { error } = attempt;
    if (error instanceof AppError && HOPELESS.has(error.code)) throw error;
    if (!isPassing(error) || tries >= limits.tries) return { latencyMs, tries, error: describe(error) };
    await wait(pauseMs(error, tries), signal);
  }
}

type Attempt = { latencyMs: number } & ({ outcome: AnswerOutcome } | { error: unknown });

/** The try took longer than it may. */
class QuestionTimeout extends Error {}

async function tryWithRoom(asking: Asking, request: AnswerRequest, signal: AbortSignal): Promise<Attempt> {
  let outcome: AnswerOutcome | undefined;
  let leave: ((outcome?: AnswerOutcome) => void) | undefined;
  try {
    leave = await asking.answerer.enter(request, signal);
    const attempt = await tryOnce(asking, request, signal);
    if ('outcome' in attempt) outcome = attempt.outcome;
    return attempt;
  } catch (error) {
    signal.throwIfAborted();
    return { latencyMs: 0, error };
  } finally {
    leave?.(outcome);
  }
}

async function tryOnce(
  { answerer, clock, limits }: Asking,
  request: AnswerRequest,
  signal: AbortSignal,
): Promise<Attempt> {
  const stop = new AbortController();
  const onAbort = () => stop.abort(signal.reason);
  signal.throwIfAborted();
  signal.addEventListener('abort', onAbort, { once: true });
  const timer = setTimeout(() => stop.abort(new QuestionTimeout()), limits.timeoutMs);
  const began = clock.monotonicMs();
  const latency = () => Math.round((clock.monotonicMs() - began) * 1000) / 1000;
  try {
    const outcome = await answerer.answer(request, stop.signal);
    signal.throwIfAborted();
    return { latencyMs: latency(), outcome };
  } catch (error) {
    signal.throwIfAborted();
    const reason: unknown = stop.signal.aborted ? stop.signal.reason : error;
    return { latencyMs: latency(), error: reason };
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', onAbort);
  }
}

function isPassing(error: unknown): boolean {
  return error instanceof AppError && error.retryable;
}

function pauseMs(error: unknown, tries: number): number {
  const asked = error instanceof AppError ? error.retryAfterMs : undefined;
  return Math.min(LONGEST_PAUSE_MS, asked ?? FIRST_PAUSE_MS * 2 ** (tries - 1));
}

function describe(error: unknown): AskError {
  if (error instanceof QuestionTimeout) return { code: 'question_timeout', message: 'The question took too long.' };
  if (error instanceof AppError) return { code: error.code, message: error.message };
  return { code: 'internal_error', message: 'Something unexpected went wrong while answering.' };
}
