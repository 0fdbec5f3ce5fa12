import { createHash } from 'node:crypto';
import type { StrategyName } from '@app/contracts';
import type { Question } from '../question';

/** What an evaluation asks: every question of every model by every strategy. */
export interface EvaluationPlan {
  /** Name of the question set, for the report. */
  dataset: string;
  questions: readonly Question[];
  /** Catalogue ids, each once. */
  models: readonly string[];
  /** Each once. */
  strategies: readonly StrategyName[];
  /** Decides drawn questions, resampling and the order that a judge sees. */
  seed: number;
  /** Absent: each strategy's own number. */
  samples?: number;
}

/** One model with one strategy. */
export interface Run {
  model: string;
  strategy: StrategyName;
}

/** All runs of a plan: by model, then by strategy. */
export function runsOf({ models, strategies }: Pick<EvaluationPlan, 'models' | 'strategies'>): Run[] {
  return models.flatMap((model) => strategies.map((strategy) => ({ model, strategy })));
}

/** The name of a run in reports and records, such as `embedded/tiny cot`. */
export function runName({ model, strategy }: Run): string {
  return `${model} ${strategy}`;
}

/** What decides whether results belong to a plan: each part by its name, so that a difference can be named. */
export interface PlanIdentity {
  /** Hash of ids, texts and right answers. */
  questions: string;
  models: string[];
  strategies: string[];
  seed: number;
  /** Null: not given. */
  samples: number | null;
}

/** The identity of a plan. Equal plans have equal ones. */
export function identify({ questions, models, strategies, seed, samples }: EvaluationPlan): PlanIdentity {
  const hash = createHash('sha256').update(
    JSON.stringify(questions.map(({ id, text, expected }) => [id, text, expected])),
  );
  return {
    questions: hash.digest('hex'),
    models: [...models],
    strategies: [...strategies],
    seed,
    samples: samples ?? null,
  };
}

/** The parts in which two identities differ; none when results of the one may be gone on with by the other. */
export function differences(one: PlanIdentity, other: PlanIdentity): (keyof PlanIdentity)[] {
  const parts = ['questions', 'models', 'strategies', 'seed', 'samples'] as const;
  return parts.filter((part) => JSON.stringify(one[part]) !== JSON.stringify(other[part]));
}
