export * from './limit-store-contract';
