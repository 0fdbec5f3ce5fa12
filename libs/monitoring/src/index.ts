export {
  ALERT_SCORE,
  AnomalyDetector,
  DETECTOR_DEFAULTS,
  type DetectorOptions,
  type Observation,
} from './detect/anomaly-detector';
export * from './adapters/memory/memory-metric-stream';
export * from './adapters/redis/redis-metric-stream';
export * from './events/metric-event';
export * from './events/metric-gatherer';
export * from './stream/metric-stream';
export * from './adapters/memory/memory-monitoring-store';
export * from './adapters/sql/sql-monitoring-store';
export * from './watch/anomaly';
export * from './watch/monitor';
export * from './watch/monitoring-store';
export * from './health/health-board';
