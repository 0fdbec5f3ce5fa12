import { setTimeout as delay } from 'node:timers/promises';
import {
  buildReport,
  judgeRuns,
  readAnswerRecord,
  readJudgeRecord,
  runEvaluation,
  type AnswerRecord,
  type JudgeRecord,
} from '@app/evaluation';
import { AppError, Clock } from '@app/kernel';
import { Injectable } from '@nestjs/common';
import { Answerers } from './answerers';
import { EvaluationMetrics } from './evaluation-metrics';
import { EvaluationStore } from './store/evaluation-store';
import { callerOf, isOver, type EvaluationDefinition, type EvaluationState } from './store/stored-evaluation';

/** How often a cancel is looked for, and progress is told. */
const LOOK_EVERY_MS = 400;
/** How long a result is tried to be kept while Redis is away. */
const KEEP_TRIES = 30;
const KEEP_PAUSE_MS = 1_000;

/** Runs evaluations that were queued, and those that another worker left, and writes down how they stand. */
@Injectable()
export class EvaluationWorker {
  constructor(
    private readonly store: EvaluationStore,
    private readonly answerers: Answerers,
    private readonly clock: Clock,
    private readonly metrics: EvaluationMetrics,
  ) {}

  /**
   * Runs an evaluation to its end, going on with the results that are there. Done twice it asks nothing twice. Resolves when it is over,
   * also when it was cancelled or failed by what it is. Rejects when the process stops or Redis is away: then it is to be taken
   * up again.
   */
  async run(id: string, stopping: AbortSignal): Promise<void> {
    const found = await this.store.find(id);
    if (found === undefined || isOver(found.state)) return;
    const { definition } = found;
    const now = this.clock.now();
    const { error: _earlier, ...before } = found.state;
    const state: EvaluationState = { ...before, status: 'running', startedAt: before.startedAt ?? now, aliveAt: now };
    await this.store.setState(definition, state);

    const cancel = new AbortController();
    const over = new AbortController();
    const watched = this.watch(definition, state, cancel, over.signal);
    const signal = AbortSignal.any([stopping, cancel.signal]);
    try {
      await this.work(definition, state, signal);
    } finally {
      over.abort();
      await watched;
    }
  }

  private async work(definition: EvaluationDefinition, state: EvaluationState, signal: AbortSignal): Promise<void> {
    const records = await this.store.records(definition.id);
    const answers: AnswerRecord[] = records.map(readAnswerRecord).filter((record) => record !== undefined);
    const judgements: JudgeRecord[] = records.map(readJudgeRecord).filter((record) => record !== undefined);
    try {
      await this.ask(definition, state, { answers, judgements }, signal);
    } catch (error) {
      if (!isEnd(error, signal)) throw error;
      if (error instanceof AppError && !signal.aborted) state.error = { code: error.code, message: error.message };
    }
    state.status = state.error !== undefined ? 'failed' : signal.aborted ? 'cancelled' : 'done';
    state.endedAt = this.clock.now();
    if (answers.length > 0) {
      await this.store.setReport(definition, buildReport(definition.plan, { answers, judgements }, state.endedAt));
    }
    await this.store.setState(definition, state);
    this.metrics.ended(state.status);
  }

  private async ask(
    definition: EvaluationDefinition,
    state: EvaluationState,
    { answers, judgements }: { answers: AnswerRecord[]; judgements: JudgeRecord[] },
    signal: AbortSignal,
  ): Promise<void> {
    const { plan, concurrency, judge } = definition;
    const { clock } = this;
    const answerer = this.answerers.of(callerOf(definition));
    const limits = { concurrency };
    await runEvaluation(
      plan,
      {
        answerer,
        limits,
        clock,
        known: [...answers],
        keep: async (record) => {
          await this.keep(definition, record, signal);
          answers.push(record);
          this.metrics.answered(record.verdict);
        },
        onProgress: (progress) => (state.progress = progress),
      },
      signal,
    );
    if (judge === undefined) return;
    const keep = async (record: JudgeRecord): Promise<void> => {
      await this.keep(definition, record, signal);
      judgements.push(record);
    };
    const onProgress = (judged: { done: number; total: number }) => (state.judged = judged);
    const { model, limit, compare } = judge;
    const asked = { judge: model, limit, compare: compare === undefined ? [] : [compare] };
    await judgeRuns(
      plan,
      answers,
      { ...asked, answerer, limits, clock, known: [...judgements], keep, onProgress },
      signal,
    );
  }

  /** A short outage of Redis must not end an evaluation of hours. */
  private async keep(definition: EvaluationDefinition, record: object, signal: AbortSignal): Promise<void> {
    for (let tries = 1; ; tries++) {
      try {
        await this.store.addRecord(definition, record);
        return;
      } catch (error) {
        if (tries === KEEP_TRIES || signal.aborted) throw error;
        await delay(KEEP_PAUSE_MS, undefined, { signal });
      }
    }
  }

  /** Writes down that it lives and how far it is, and looks whether it is to stop, until it is over. */
  private async watch(
    definition: EvaluationDefinition,
    state: EvaluationState,
    cancel: AbortController,
    over: AbortSignal,
  ): Promise<void> {
    while (!over.aborted) {
      try {
        if (await this.store.mustStop(definition.id)) cancel.abort();
        if (state.status === 'running') {
          state.aliveAt = this.clock.now();
          await this.store.setState(definition, state);
        }
      } catch {
        // Redis is away, which its connection logs: the next look may reach it
      }
      await delay(LOOK_EVERY_MS, undefined, { signal: over }).catch(() => undefined); // over: the loop ends
    }
  }
}

/** True when the evaluation itself is over by this: cancelled, or by an error of what it asks; not by this process or by Redis. */
function isEnd(error: unknown, signal: AbortSignal): boolean {
  if (signal.aborted) return !(signal.reason instanceof WorkerStops);
  return error instanceof AppError;
}

/** Why work is cut off that another process is to go on with. */
export class WorkerStops extends Error {
  constructor() {
    super('The process stops: the evaluation goes on elsewhere.');
    this.name = 'WorkerStops';
  }
}
