import {
  MetricGatherer,
  MetricSink,
  MetricStream,
  Monitor,
  MonitoringStore,
  RedisMetricStream,
  SqlMonitoringStore,
} from '@app/monitoring';
import { Clock, IdGenerator } from '@app/kernel';
import { RedisStore, SqlDatabase } from '@app/storage';
import { Module, type DynamicModule, type Provider } from '@nestjs/common';
import { MonitoringConfig } from '../config/monitoring-config';
import { AlertWebhook } from './alert-webhook';
import { AlertWebhookProcessor } from './alert-webhook.processor';
import { AnomaliesController } from './anomalies.controller';
import { AnomalyAlerts } from './anomaly-alerts';
import { AnomalyFeed } from './anomaly-feed';
import { GenAiMetrics } from './gen-ai-metrics';
import { MetricTail } from './metric-tail';
import { MetricWriter } from './metric-writer';
import { MetricEventsController } from './metrics-events.controller';
import { MonitoringLayer } from './monitoring-layer';
import { MonitoringMetrics } from './monitoring-metrics';
import { AnomalyDecisions } from './anomaly-decisions';
import { MonitoringService } from './monitoring.service';
import { ProcessSampler } from './process-sampler';
import { ProviderTraffic } from './provider-traffic';
import { Watcher } from './watcher';

/** Measures the service, tells what was measured, and watches it. */
@Module({})
export class MonitoringModule {
  /** `worksQueues`: whether this process does jobs, and so may be the one that watches. */
  static register(settings: MonitoringConfig, jobs: DynamicModule, worksQueues: boolean): DynamicModule {
    const config = settings.watchingOnlyIf(worksQueues);
    return {
      module: MonitoringModule,
      imports: [jobs],
      controllers: [MetricEventsController, AnomaliesController],
      providers: [
        { provide: MonitoringConfig, useValue: config },
        ...stores(config),
        AlertWebhook,
        AlertWebhookProcessor,
        AnomalyAlerts,
        AnomalyFeed,
        GenAiMetrics,
        MetricTail,
        MetricWriter,
        MonitoringLayer,
        MonitoringMetrics,
        AnomalyDecisions,
        MonitoringService,
        ProcessSampler,
        ProviderTraffic,
        Watcher,
      ],
      exports: [MetricSink, MonitoringLayer],
    };
  }
}

function stores(config: MonitoringConfig): Provider[] {
  return [
    MetricGatherer,
    { provide: MetricSink, useExisting: MetricGatherer },
    {
      provide: MetricStream,
      inject: [RedisStore],
      useFactory: (redis: RedisStore) => new RedisMetricStream(redis, config.streamLength),
    },
    {
      provide: MonitoringStore,
      inject: [SqlDatabase],
      useFactory: (database: SqlDatabase) => new SqlMonitoringStore(database),
    },
    {
      provide: Monitor,
      inject: [MetricStream, MonitoringStore, Clock, IdGenerator, AnomalyAlerts, MonitoringMetrics],
      useFactory: monitorOf(config),
    },
  ];
}

function monitorOf({ intervalMs, coolDownMs }: MonitoringConfig) {
  return (
    stream: MetricStream,
    store: MonitoringStore,
    clock: Clock,
    ids: IdGenerator,
    alerts: AnomalyAlerts,
    metrics: MonitoringMetrics,
  ) =>
    new Monitor({
      stream,
      store,
      clock,
      reader: ids.next('reader'),
      newId: (at) => ids.nextOrdered('anomaly', at),
      intervalMs,
      coolDownMs,
      onAnomaly: (anomaly) => alerts.raise(anomaly),
      onLost: (entries) => metrics.loseUnread(entries),
      onUnsaved: () => metrics.failToSave(),
    });
}
