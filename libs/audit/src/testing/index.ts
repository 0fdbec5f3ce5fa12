export * from './bucket-receiver';
export * from './syslog-receiver';
