import { requestJson } from '../api/http-client';

/** One part of the service. */
export interface DependencyHealth {
  status: 'up' | 'degraded' | 'down';
  message?: string;
  latencyMs?: number;
  lastErrorAt?: number;
  details?: Record<string, unknown>;
}

/** Jobs of one queue. */
export interface QueueDepth {
  waiting: number;
  active: number;
  delayed: number;
  failed: number;
}

/** Body of `GET /health/advanced`. What is absent is not known while its store is away. */
export interface AdvancedHealth {
  status: DependencyHealth['status'];
  cacheHitRate?: number;
  memoryUsage: {
    redisUsedBytes?: number;
    redisMaxBytes?: number;
    redisShare?: number;
    processRssBytes: number;
    heapUsedBytes: number;
  };
  connectedClients?: number;
  taskQueueDepth?: Record<string, QueueDepth>;
  databaseLatency?: number;
  eventLoopLagMs: number;
  versions: Record<string, string>;
  dependencies: Record<string, DependencyHealth>;
}

/** How the service lives. */
export const readHealth = (signal: AbortSignal): Promise<AdvancedHealth> => requestJson('/health/advanced', { signal });
