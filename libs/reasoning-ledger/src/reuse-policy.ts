import type { ModelDescriptor, OpaqueReasoning } from '@app/model';
import type { LedgerEntry } from './reasoning-ledger';

/** Dates, `latest` and tags tell versions of one model apart, not models. */
const VERSION = /(?:[-@:](?:\d{4}-?\d{2}-?\d{2}|\d{3,4}|latest|preview|free|thinking))+$/i;

/**
 * The blocks of an entry that may go to this model. Nothing goes to another provider. Signed and encrypted blocks go only to the
 * model that made them, in any of its versions; plain text goes to every model of its provider, because some (DeepSeek) demand it
 * of each turn that called tools, whichever of their models made it.
 */
export function reusable(
  { provider, model, blocks }: LedgerEntry,
  descriptor: Pick<ModelDescriptor, 'provider' | 'upstreamName'>,
): OpaqueReasoning[] {
  if (provider !== descriptor.provider) return [];
  if (familyOf(model) === familyOf(descriptor.upstreamName)) return blocks;
  return blocks.filter(({ format }) => format === 'reasoning-content');
}

function familyOf(model: string): string {
  return model.toLowerCase().replace(VERSION, '');
}
