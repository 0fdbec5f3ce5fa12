export * from './app-error';
export * from './clock';
export * from './ids';
export * from './json';
export * from './nearest-name';
export * from './principal';
export * from './unless-aborted';
export * from './unit-of-work';
