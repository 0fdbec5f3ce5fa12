import type { EvaluationPlan, EvaluationReport, Run, RunProgress } from '@app/evaluation';
import type { Principal } from '@app/kernel';
import { LOCAL_OWNER } from '../../http/auth/built-in-principals';

/** Where an evaluation stands. */
export const EVALUATION_STATUSES = ['queued', 'running', 'done', 'failed', 'cancelled'] as const;

/** One of {@link EVALUATION_STATUSES}. */
export type EvaluationStatus = (typeof EVALUATION_STATUSES)[number];

/** Who is to judge, and how much. */
export interface JudgePlan {
  /** Catalogue id. */
  model: string;
  limit: number;
  /** Two runs that are compared blind. Absent: none are. */
  compare?: [Run, Run];
}

/** What an evaluation is to do. Never changed. */
export interface EvaluationDefinition {
  id: string;
  organisationId: string;
  /** Whose it is. Absent in those of versions in which they had no owner: only administrators see these. */
  userId?: string;
  /** As whom the user asked for it, for the limits and the bill. Absent in those of versions that did not keep it. */
  caller?: Pick<Principal, 'kind' | 'keyId' | 'limits'>;
  /** Epoch milliseconds. */
  createdAt: number;
  plan: EvaluationPlan;
  /** Questions asked at a time. */
  concurrency: number;
  judge?: JudgePlan;
}

/** Where it stands, as stored. */
export interface EvaluationState {
  status: EvaluationStatus;
  /** Epoch milliseconds. Absent while it waits. */
  startedAt?: number;
  /** Absent until it is over. */
  endedAt?: number;
  /** Last sign of life of its worker. */
  aliveAt?: number;
  progress: RunProgress;
  /** Judgements done and to do. Absent without a judge and before it begins. */
  judged?: { done: number; total: number };
  /** Present when it failed. */
  error?: { code: string; message: string };
}

/** An evaluation with everything that is known of it. */
export interface StoredEvaluation {
  definition: EvaluationDefinition;
  state: EvaluationState;
  /** Present once it is done, and of a cancelled one with answers. */
  report?: EvaluationReport;
}

/** Who pays for an evaluation and within whose limits it runs. */
export function callerOf({ organisationId, userId, caller }: EvaluationDefinition): Principal {
  if (userId === undefined || caller === undefined) return LOCAL_OWNER;
  return { ...caller, organisationId, userId, roles: ['user'] };
}

/** True when nothing more will happen to it. */
export function isOver({ status }: EvaluationState): boolean {
  return status === 'done' || status === 'failed' || status === 'cancelled';
}
