import type { HealthStatus } from '@app/monitoring';
import type { AdvancedHealthDto, DependencyHealthDto, QueueDepthDto } from './dto/advanced-health.dto';
import type { SampledHealth } from './health-sampler';
import type { RedisFigures } from './redis-info';

type ProcessDetails = Record<'eventLoopLagMs' | 'rssBytes' | 'heapUsedBytes' | 'heapLimitBytes', number> &
  Record<'version' | 'node', string>;

/** The whole of the service's health: the figures that people look for, and every part. */
export function toAdvancedHealth(sampled: readonly SampledHealth[], time: number): AdvancedHealthDto {
  const parts = new Map(sampled.map((part) => [part.name, part]));
  const own = (parts.get('process')?.details ?? {}) as ProcessDetails;
  const redis = parts.get('redis')?.details as Partial<RedisFigures & { memoryShare: number }> | undefined;
  const { details: cache } = parts.get('cache') ?? {};
  const { details: queues } = parts.get('queues') ?? {};
  return withoutAbsent({
    status: overall(sampled),
    time,
    cacheHitRate: cache?.['hitRate'] as number | undefined,
    memoryUsage: withoutAbsent({
      redisUsedBytes: redis?.usedBytes,
      redisMaxBytes: redis?.maxBytes,
      redisShare: redis?.memoryShare,
      processRssBytes: own.rssBytes,
      heapUsedBytes: own.heapUsedBytes,
      heapLimitBytes: own.heapLimitBytes,
    }),
    connectedClients: redis?.connectedClients,
    taskQueueDepth: queues as Record<string, QueueDepthDto> | undefined,
    databaseLatency: parts.get('postgres')?.latencyMs,
    eventLoopLagMs: own.eventLoopLagMs,
    versions: withoutAbsent({
      stepwise: own.version,
      node: own.node,
      redis: redis?.version,
      postgres: parts.get('postgres')?.details?.['version'] as string | undefined,
    }) as Record<string, string>,
    dependencies: Object.fromEntries(sampled.map(toDependency)),
  }) as AdvancedHealthDto;
}

function overall(sampled: readonly SampledHealth[]): HealthStatus {
  if (sampled.some(({ status, isCritical }) => isCritical && status === 'down')) return 'down';
  return sampled.every(({ status }) => status === 'up') ? 'up' : 'degraded';
}

function toDependency({ name, isCritical: _isCritical, ...health }: SampledHealth): [string, DependencyHealthDto] {
  return [name, health];
}

function withoutAbsent<T extends object>(values: T): T {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as T;
}
