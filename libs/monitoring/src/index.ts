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
