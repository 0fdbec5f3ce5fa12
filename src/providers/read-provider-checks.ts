import { PROVIDER_STATES } from '@app/contracts';
import { isJsonObject, type JsonValue } from '@app/kernel';
import type { ProviderCheck } from '@app/providers';

const RESULTS = [...PROVIDER_STATES, 'unknown'] as const;

/** The checks as they were stored, perhaps by another version: an entry of another form is left out. Throws for no JSON. */
export function readProviderChecks(text: unknown): ProviderCheck[] {
  const stored = typeof text === 'string' ? (JSON.parse(text) as JsonValue) : [];
  return Array.isArray(stored) ? stored.map(readCheck).filter((check) => check !== undefined) : [];
}

function readCheck(stored: JsonValue): ProviderCheck | undefined {
  if (!isJsonObject(stored)) return undefined;
  const { provider, latencyMs, checkedAt } = stored;
  const result = RESULTS.find((known) => known === stored['result']);
  if (result === undefined || typeof provider !== 'string') return undefined;
  if (typeof latencyMs !== 'number' || typeof checkedAt !== 'number') return undefined;
  return { provider, result, latencyMs, checkedAt };
}
