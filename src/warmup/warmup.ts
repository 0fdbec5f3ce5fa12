import type { ErrorCode } from '@app/contracts';

/** Where questions come from: those asked most, those asked last, or a list that came with the request. */
export const WARMUP_SOURCES = ['popular', 'recent', 'list'] as const;

/** One of {@link WARMUP_SOURCES}. */
export type WarmupSource = (typeof WARMUP_SOURCES)[number];

/** How a warm-up stands. `budget`: it ended because it had asked or spent what it was allowed. */
export const WARMUP_STATUSES = ['queued', 'running', 'finished', 'budget', 'cancelled', 'failed'] as const;

/** One of {@link WARMUP_STATUSES}. */
export type WarmupStatus = (typeof WARMUP_STATUSES)[number];

/** What a warm-up is to do. */
export interface WarmupPlan {
  readonly id: string;
  readonly organisationId: string;
  /** Epoch milliseconds. */
  readonly createdAt: number;
  readonly source: WarmupSource;
  /** Most questions that are looked at. */
  readonly limit: number;
  /** Questions at a time. */
  readonly concurrency: number;
  /** Questions that may be asked of providers. */
  readonly maxRequests: number;
  /** What they may cost, millionths of a US dollar. Absent: no limit. */
  readonly maxCostMicroUsd?: number;
  /** With `list`: the questions as text (`writeWarmQuestion`). */
  readonly questions?: readonly string[];
}

/** How far it is. */
export interface WarmupState {
  readonly status: WarmupStatus;
  readonly total: number;
  /** Questions that were looked at. */
  readonly done: number;
  /** Answers that were made. */
  readonly made: number;
  /** Answers that were fresh already. */
  readonly fresh: number;
  readonly failed: number;
  readonly costMicroUsd: number;
  /** Why the last one failed. */
  readonly lastError?: ErrorCode;
  readonly startedAt?: number;
  readonly endedAt?: number;
}

/** Nothing done yet. */
export const QUEUED: WarmupState = {
  status: 'queued',
  total: 0,
  done: 0,
  made: 0,
  fresh: 0,
  failed: 0,
  costMicroUsd: 0,
};

/** Whether nothing more will happen. */
export function isOver({ status }: WarmupState): boolean {
  return status !== 'queued' && status !== 'running';
}
