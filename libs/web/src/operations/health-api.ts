import { asFailure } from '../api/api-failure';
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

/** What is missing of the metric events, since this server started: body of `GET /api/v1/monitoring/metrics`, in part. */
export interface MetricGaps {
  unwritten: number;
  unread: number;
  unsaved: number;
}

/** Undefined while it is not known: the stream of metrics is away, or is another organisation's. */
export async function readGaps(signal: AbortSignal): Promise<MetricGaps | undefined> {
  try {
    const { gaps } = await requestJson<{ gaps: MetricGaps }>('/api/v1/monitoring/metrics?limit=1', { signal });
    return gaps;
  } catch (error) {
    const { code } = asFailure(error);
    if (code === 'storage_unavailable' || code === 'forbidden') return undefined;
    throw error;
  }
}

/** How the service lives. */
export const readHealth = (signal: AbortSignal): Promise<AdvancedHealth> => requestJson('/health/advanced', { signal });
