export * from './chat-turn';
export * from './model-layer';
export * from './planned-turn';
export * from './turn-cache-control';
export * from './turn-context';
export * from './turn-end';
export * from './turn-layer';
export * from './turn-note';
