/** What is told of a Redis server. */
export interface RedisFigures {
  version: string;
  usedBytes: number;
  /** 0: no cap. */
  maxBytes: number;
  connectedClients: number;
  role: string;
}

/** Reads a reply of INFO (of Valkey too). Numbers that are not there are 0. */
export function readRedisInfo(reply: unknown): RedisFigures {
  const fields = new Map<string, string>();
  for (const line of String(reply).split('\r\n')) {
    const colon = line.indexOf(':');
    if (colon > 0) fields.set(line.slice(0, colon), line.slice(colon + 1));
  }
  const count = (name: string): number => Number(fields.get(name) ?? 0) || 0;
  return {
    version: fields.get('valkey_version') ?? fields.get('redis_version') ?? 'unknown',
    usedBytes: count('used_memory'),
    maxBytes: count('maxmemory'),
    connectedClients: count('connected_clients'),
    role: fields.get('role') ?? 'unknown',
  };
}
