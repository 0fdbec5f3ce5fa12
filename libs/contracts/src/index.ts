export * from './chat-request';
export * from './chat-response';
export * from './chat-usage';
export * from './error-code';
export * from './model-info';
export * from './reasoning-step';
export * from './stream-event';
export * from './vote';
