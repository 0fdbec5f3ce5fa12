import type { RedisPlace } from './redis-program';

/** Most memory that stored values may take before writes are refused. */
const MAX_MEMORY = '256mb';

/**
 * The configuration file of the embedded server: loopback and password only, an append-only file synced every second
 * (a kill loses nothing, a power cut at most a second), and refusing writes at the memory cap in place of throwing away
 * keys, because queues and limits live in it too.
 */
export function redisConfig({ port, password, directory }: RedisPlace): string {
  const settings: [string, string][] = [
    ['bind', '127.0.0.1'],
    ['port', String(port)],
    ['protected-mode', 'yes'],
    ['requirepass', password],
    ['dir', quoted(directory)],
    ['appendonly', 'yes'],
    ['appendfsync', 'everysec'],
    ['auto-aof-rewrite-min-size', '16mb'],
    ['save', '""'],
    ['maxmemory', MAX_MEMORY],
    ['maxmemory-policy', 'noeviction'],
    ['daemonize', 'no'],
    ['logfile', '""'],
  ];
  return settings.map(([name, value]) => `${name} ${value}\n`).join('');
}

function quoted(text: string): string {
  return `"${text.replace(/["\\]/g, '\\$&')}"`;
}
