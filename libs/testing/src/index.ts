export * from './manual-clock';
export * from './scripted-model';
