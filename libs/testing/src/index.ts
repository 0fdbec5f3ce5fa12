export * from './gate';
export * from './manual-clock';
export * from './scripted-model';
export * from './tiny-gguf';
export * from './upstream-exchange';
export * from './upstream-scripts';
export * from './upstream-server';
