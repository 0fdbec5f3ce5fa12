export * from './contract-store';
export * from './conversation-store-contract';
