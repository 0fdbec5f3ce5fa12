export * from './metric-stream-contract';
