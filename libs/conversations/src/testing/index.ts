export * from './conversation-store-contract';
