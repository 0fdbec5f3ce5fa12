/** How hard a run may push. */
export interface RunLimits {
  /** Questions asked at a time, over all runs; from 1. */
  concurrency: number;
  /** Longest wait for one try of a question, milliseconds. */
  timeoutMs: number;
  /** Most tries of a question whose errors may pass; from 1. */
  tries: number;
}

/** Four at a time, two minutes a question, three tries. */
export const DEFAULT_RUN_LIMITS: RunLimits = { concurrency: 4, timeoutMs: 120_000, tries: 3 };
