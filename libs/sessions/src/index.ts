export * from './adapters/memory/memory-session-store';
export * from './adapters/redis/redis-session-store';
export * from './session';
export * from './session-store';
