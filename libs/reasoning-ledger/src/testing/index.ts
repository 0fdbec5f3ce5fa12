export * from './reasoning-ledger-contract';
