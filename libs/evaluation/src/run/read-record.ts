import { STRATEGY_NAMES } from '@app/contracts';
import { isJsonObject, type JsonValue } from '@app/kernel';
import type { AnswerRecord, Verdict } from './answer-record';
import type { AnswerOutcome, Confidences } from './answerer';

const VERDICTS: readonly Verdict[] = ['right', 'wrong', 'unparsed', 'error'];
const SOURCES = ['stated', 'logprob', 'agreement'] as const;

/** A stored answer record, or undefined for a value of another form, as another version may have written. */
export function readAnswerRecord(value: JsonValue): AnswerRecord | undefined {
  if (!isJsonObject(value) || value['kind'] !== 'answer') return undefined;
  const { model, questionId, latencyMs, tries } = value;
  const strategy = STRATEGY_NAMES.find((name) => name === value['strategy']);
  const verdict = VERDICTS.find((known) => known === value['verdict']);
  if (strategy === undefined || verdict === undefined) return undefined;
  if (typeof model !== 'string' || typeof questionId !== 'string') return undefined;
  if (typeof latencyMs !== 'number' || typeof tries !== 'number') return undefined;
  const record: AnswerRecord = { kind: 'answer', model, strategy, questionId, verdict, latencyMs, tries };
  if (verdict === 'error') {
    const error = readError(value['error']);
    return error === undefined ? undefined : { ...record, error };
  }
  const outcome = readOutcome(value['outcome']);
  return outcome === undefined ? undefined : { ...record, outcome };
}

function readError(value: JsonValue | undefined): AnswerRecord['error'] {
  if (!isJsonObject(value)) return undefined;
  const { code, message } = value;
  return typeof code === 'string' && typeof message === 'string' ? { code, message } : undefined;
}

function readOutcome(value: JsonValue | undefined): AnswerOutcome | undefined {
  if (!isJsonObject(value)) return undefined;
  const { finalAnswer, inputTokens, outputTokens, costMicroUsd } = value;
  const [steps, warnings] = [readTexts(value['steps']), readTexts(value['warnings'])];
  if (typeof finalAnswer !== 'string' || steps === undefined || warnings === undefined) return undefined;
  return {
    finalAnswer,
    steps,
    warnings,
    confidences: readConfidences(value['confidences']),
    ...(typeof inputTokens === 'number' ? { inputTokens } : {}),
    ...(typeof outputTokens === 'number' ? { outputTokens } : {}),
    ...(typeof costMicroUsd === 'number' ? { costMicroUsd } : {}),
  };
}

function readTexts(value: JsonValue | undefined): string[] | undefined {
  if (!Array.isArray(value)) return undefined;
  const texts = value.filter((item) => typeof item === 'string');
  return texts.length === value.length ? texts : undefined;
}

function readConfidences(value: JsonValue | undefined): Confidences {
  const confidences: Confidences = {};
  if (!isJsonObject(value)) return confidences;
  for (const source of SOURCES) {
    const confidence = value[source];
    if (typeof confidence === 'number') confidences[source] = confidence;
  }
  return confidences;
}
