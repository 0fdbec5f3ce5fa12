import type { ProviderConnection } from './provider-connection';

/** The `Authorization` header of OpenAI-shaped APIs; nothing for an endpoint without a key. */
export function bearerHeaders(connection: ProviderConnection): Record<string, string> {
  return connection.apiKey === undefined ? {} : { authorization: `Bearer ${connection.apiKey}` };
}
