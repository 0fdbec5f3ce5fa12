export * from './session-store-contract';
