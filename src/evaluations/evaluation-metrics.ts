import type { Verdict } from '@app/evaluation';
import { Injectable } from '@nestjs/common';
import { Counter, register } from 'prom-client';
import type { EvaluationStatus } from './store/stored-evaluation';

const ANSWERS = 'stepwise_evaluation_answers_total';
const ENDED = 'stepwise_evaluations_ended_total';

/** What the evaluations of this process came to. Labels are verdicts and statuses, so their number is bounded. */
@Injectable()
export class EvaluationMetrics {
  private readonly answers = counter(ANSWERS, 'Answers of evaluations by verdict.', 'verdict');
  private readonly evaluations = counter(ENDED, 'Evaluations that are over, by status.', 'status');

  answered(verdict: Verdict): void {
    this.answers.inc({ verdict });
  }

  ended(status: EvaluationStatus): void {
    this.evaluations.inc({ status });
  }
}

/** The registry belongs to the process: a second app of one process (in tests) shares the first one's counters. */
function counter<Label extends string>(name: string, help: string, label: Label): Counter<Label> {
  const existing = register.getSingleMetric(name) as Counter<Label> | undefined;
  return existing ?? new Counter({ name, help, labelNames: [label] });
}
