export * from './memory-identity-directory';
