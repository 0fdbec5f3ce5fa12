export * from './job-payloads';
export * from './jobs';
export * from './read-job-payload';
