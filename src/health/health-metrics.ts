import { Injectable } from '@nestjs/common';
import { Gauge, register } from 'prom-client';
import type { SampledHealth } from './health-sampler';
import { HealthSampler } from './health-sampler';
import type { QueueDepth } from './queue-contributor';

type Read = (sampled: ReadonlyMap<string, SampledHealth>, gauge: Gauge) => void;

/** What health knows, for Prometheus: how full stores and queues are. Read at each scrape, at most once a second. */
@Injectable()
export class HealthMetrics {
  constructor(private readonly sampler: HealthSampler) {
    this.gauge(
      'stepwise_dependency_up',
      'Whether a part of the service is up; 0.5: degraded.',
      ['dependency'],
      (all, gauge) => {
        for (const [dependency, { status }] of all)
          gauge.set({ dependency }, { up: 1, degraded: 0.5, down: 0 }[status]);
      },
    );
    this.gauge('stepwise_queue_jobs', 'Jobs by queue and state.', ['queue', 'state'], (all, gauge) => {
      const queues = (all.get('queues')?.details ?? {}) as Record<string, QueueDepth>;
      for (const [queue, depth] of Object.entries(queues)) {
        for (const [state, jobs] of Object.entries(depth)) gauge.set({ queue, state }, jobs as number);
      }
    });
    this.gauge('stepwise_redis_memory_used_bytes', 'Memory that Redis uses.', [], redisFigure('usedBytes'));
    this.gauge(
      'stepwise_redis_memory_max_bytes',
      'The cap of the memory of Redis; 0: none.',
      [],
      redisFigure('maxBytes'),
    );
    this.gauge('stepwise_redis_connected_clients', 'Connections of Redis.', [], redisFigure('connectedClients'));
    this.gauge('stepwise_postgres_connections', 'Connections of this process to Postgres.', ['state'], (all, gauge) => {
      const connections = (all.get('postgres')?.details?.['connections'] ?? {}) as Record<string, number>;
      for (const [state, count] of Object.entries(connections)) gauge.set({ state }, count);
    });
    this.gauge('stepwise_postgres_latency_seconds', 'One round trip to Postgres.', [], (all, gauge) => {
      const latencyMs = all.get('postgres')?.latencyMs;
      if (latencyMs !== undefined) gauge.set(latencyMs / 1000);
    });
  }

  /** The registry belongs to the process: the last app of one process (in tests) is the one that is measured. */
  private gauge(name: string, help: string, labelNames: string[], read: Read): void {
    const { sampler } = this;
    register.removeSingleMetric(name);
    new Gauge({
      name,
      help,
      labelNames,
      async collect() {
        const sampled = new Map((await sampler.sample()).map((part) => [part.name, part]));
        this.reset();
        read(sampled, this);
      },
    });
  }
}

function redisFigure(field: string): Read {
  return (sampled, gauge) => {
    const figure = sampled.get('redis')?.details?.[field];
    if (typeof figure === 'number') gauge.set(figure);
  };
}
