import { isJsonObject, type JsonObject } from '@app/kernel';

/** A question that can be asked again, with whose it is. */
export interface WarmQuestion {
  readonly organisationId: string;
  readonly userId: string;
  /** The turn as it was asked, in the form of whoever asks it. */
  readonly turn: JsonObject;
}

/** The question as text, to be kept. */
export function writeWarmQuestion({ organisationId, userId, turn }: WarmQuestion): string {
  return JSON.stringify({ organisationId, userId, turn });
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
  const { organisationId, userId, turn } = value;
  if (typeof organisationId !== 'string' || typeof userId !== 'string' || !isJsonObject(turn)) return undefined;
  return isJsonObject(turn['request']) ? { organisationId, userId, turn } : undefined;
}
