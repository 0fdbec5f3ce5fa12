export * from './metric-stream-contract';
export * from './monitoring-store-contract';
