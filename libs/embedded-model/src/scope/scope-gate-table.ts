import { isJsonObject } from '@app/kernel';
import { ModelFileError } from '../model-file-error';

/** What training a gate brought: one weight for each feature, by its name. */
export interface ScopeGateTable {
  bias: number;
  weights: Readonly<Record<string, number>>;
  /** Questions with at least this estimated probability of being in scope are answered, 0 to 1. */
  threshold: number;
}

/** Reads a table from JSON; fields beside these, such as where it comes from, are left. Throws {@link ModelFileError}. */
export function readScopeGateTable(json: string): ScopeGateTable {
  const table: unknown = JSON.parse(json);
  if (!isJsonObject(table)) throw damaged();
  const { bias, weights, threshold } = table;
  if (typeof bias !== 'number' || typeof threshold !== 'number' || !isJsonObject(weights ?? null)) throw damaged();
  const entries = Object.entries(weights as object) as [string, unknown][];
  if (!entries.every((entry): entry is [string, number] => typeof entry[1] === 'number')) throw damaged();
  return { bias, threshold, weights: Object.fromEntries(entries) };
}

function damaged(): ModelFileError {
  return new ModelFileError('The table of the scope gate is damaged.');
}
