export * from './chat-model';
export * from './model-descriptor';
export * from './model-error';
export * from './model-request';
export * from './stream-part';
export * from './usage';
