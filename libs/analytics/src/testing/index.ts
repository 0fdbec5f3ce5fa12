export * from './live-store-contract';
export * from './archive-store-contract';
export * from './turn-of';
