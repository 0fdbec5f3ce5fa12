export * from './identity-tables';
