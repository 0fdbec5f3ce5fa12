export * from './chat-request';
export * from './chat-response';
export * from './error-code';
export * from './model-info';
export * from './reasoning-step';
export * from './stream-event';
