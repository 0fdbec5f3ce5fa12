import { isJsonObject, type JsonObject } from '@app/kernel';

/** A question that can be asked again, with whose it is. */
export interface WarmQuestion {
  readonly organisationId: string;
  readonly userId: string;
  /** The turn as it was asked, in the form of whoever asks it. */
  readonly turn: JsonObject;
  /** Who answered it. Absent: unknown. */
  readonly answeredBy?: { readonly model: string; readonly strategy: string };
}

/** The question as text, to be kept. */
export function writeWarmQuestion({ organisationId, userId, turn, answeredBy }: WarmQuestion): string {
  return JSON.stringify({ organisationId, userId, turn, answeredBy });
}

/** Reads what {@link writeWarmQuestion} wrote; undefined for anything else. */
export function readWarmQuestion(text: string): WarmQuestion | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined; // of another version
  }
  if (!isJsonObject(value)) return undefined;
  const { organisationId, userId, turn, answeredBy } = value;
  if (typeof organisationId !== 'string' || typeof userId !== 'string' || !isJsonObject(turn)) return undefined;
  if (!isJsonObject(turn['request'])) return undefined;
  return { organisationId, userId, turn, ...readAnsweredBy(answeredBy) };
}

function readAnsweredBy(value: unknown): Pick<WarmQuestion, 'answeredBy'> {
  if (!isJsonObject(value)) return {};
  const { model, strategy } = value;
  return typeof model === 'string' && typeof strategy === 'string' ? { answeredBy: { model, strategy } } : {};
}
