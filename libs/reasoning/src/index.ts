export * from './reasoning-strategy';
