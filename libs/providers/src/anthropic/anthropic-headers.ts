import type { ProviderConnection } from '../transport/provider-connection';

/** The version of the API that requests and decoder are written for. */
const API_VERSION = '2023-06-01';

/** Version and key, as every call of the Anthropic API has them. */
export function anthropicHeaders({ apiKey }: ProviderConnection): Record<string, string> {
  return { 'anthropic-version': API_VERSION, ...(apiKey === undefined ? {} : { 'x-api-key': apiKey }) };
}
