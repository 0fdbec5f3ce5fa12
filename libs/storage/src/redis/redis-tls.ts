import { readFileSync } from 'node:fs';
import type { ConnectionOptions } from 'node:tls';
import type { RedisConnectionOptions } from './redis-connection-options';

/** Whether connections are encrypted. */
export function usesTls({ url, useTls }: RedisConnectionOptions): boolean {
  return useTls === true || (url?.startsWith('rediss:') ?? false);
}

/** TLS as Node takes it; undefined for plain text. Throws when one of the PEM files cannot be read. */
export function tlsOptions(options: RedisConnectionOptions): ConnectionOptions | undefined {
  if (!usesTls(options)) return undefined;
  const { caCertPath, clientCertPath, clientKeyPath } = options;
  return {
    ...(caCertPath === undefined ? {} : { ca: readFileSync(caCertPath) }),
    ...(clientCertPath === undefined ? {} : { cert: readFileSync(clientCertPath) }),
    ...(clientKeyPath === undefined ? {} : { key: readFileSync(clientKeyPath) }),
  };
}
