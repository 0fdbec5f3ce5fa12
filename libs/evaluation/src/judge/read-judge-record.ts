import { STRATEGY_NAMES } from '@app/contracts';
import { isJsonObject, type JsonObject, type JsonValue } from '@app/kernel';
import type { Run } from '../run/evaluation-plan';
import type { JudgeEffort, JudgeRecord, JudgeStatus } from './judge-record';
import type { StepScore } from './parse-verdict';

const STATUSES: readonly JudgeStatus[] = ['judged', 'unparsed', 'error'];
const SIDES = ['first', 'second'] as const;
const PREFERENCES = [...SIDES, 'tie'] as const;

/** A stored judgement, or undefined for a value of another form, as another version may have written. */
export function readJudgeRecord(value: JsonValue): JudgeRecord | undefined {
  if (!isJsonObject(value)) return undefined;
  const { kind, judge, questionId } = value;
  const status = STATUSES.find((known) => known === value['status']);
  if (typeof judge !== 'string' || typeof questionId !== 'string' || status === undefined) return undefined;
  const common = { judge, questionId, status, effort: readEffort(value['effort']) };
  if (kind === 'rating') {
    const [run, scores] = [readRun(value), readScores(value['scores'])];
    if (run === undefined || (status === 'judged' && scores === undefined)) return undefined;
    return { kind, ...run, ...common, ...(scores === undefined ? {} : { scores }) };
  }
  if (kind !== 'preference') return undefined;
  const [first, second] = [readRun(value['first']), readRun(value['second'])];
  const shownAsA = SIDES.find((side) => side === value['shownAsA']);
  const preferred = PREFERENCES.find((side) => side === value['preferred']);
  if (first === undefined || second === undefined || shownAsA === undefined) return undefined;
  if (status === 'judged' && preferred === undefined) return undefined;
  return { kind, first, second, shownAsA, ...common, ...(preferred === undefined ? {} : { preferred }) };
}

function readRun(value: JsonValue | undefined): Run | undefined {
  if (!isJsonObject(value)) return undefined;
  const { model } = value;
  const strategy = STRATEGY_NAMES.find((name) => name === value['strategy']);
  return typeof model === 'string' && strategy !== undefined ? { model, strategy } : undefined;
}

function readScores(value: JsonValue | undefined): StepScore[] | undefined {
  if (!Array.isArray(value)) return undefined;
  const scores = value.map((item) => (isJsonObject(item) ? readScore(item) : undefined));
  return scores.every((score) => score !== undefined) ? scores : undefined;
}

function readScore({ clarity, coherence }: JsonObject): StepScore | undefined {
  return typeof clarity === 'number' && typeof coherence === 'number' ? { clarity, coherence } : undefined;
}

function readEffort(value: JsonValue | undefined): JudgeEffort {
  const effort: JudgeEffort = {};
  if (!isJsonObject(value)) return effort;
  for (const field of ['inputTokens', 'outputTokens', 'costMicroUsd'] as const) {
    const count = value[field];
    if (typeof count === 'number') effort[field] = count;
  }
  return effort;
}
