export * from './providers-config';
