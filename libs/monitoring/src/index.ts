export {
  ALERT_SCORE,
  AnomalyDetector,
  DETECTOR_DEFAULTS,
  type DetectorOptions,
  type Observation,
} from './detect/anomaly-detector';
