import { existsSync } from 'node:fs';
import type { RedisNode } from '@app/storage';
import type { RedisConfig } from './app-config';
import type { ConfigProblem } from './config-error';
import type { SettingValues } from './settings';

const PATHS = ['REDIS_CA_CERT_PATH', 'REDIS_CLIENT_CERT_PATH', 'REDIS_CLIENT_KEY_PATH'] as const;
const ADDRESSES = ['REDIS_URL', 'REDIS_SENTINELS', 'REDIS_CLUSTER_NODES'] as const;

/** Adds what is wrong with the settings of Redis taken together. */
export function checkRedis(values: SettingValues, problems: ConfigProblem[]): void {
  for (const variable of PATHS) {
    const path = values[variable];
    if (path !== undefined && !existsSync(path)) {
      problems.push({ variable, reason: 'names a file that does not exist' });
    }
  }
  const [first, ...others] = ADDRESSES.filter((variable) => values[variable] !== undefined);
  for (const variable of others) problems.push({ variable, reason: `cannot be set together with ${first ?? ''}` });
  const { REDIS_CLIENT_CERT_PATH: certificate, REDIS_CLIENT_KEY_PATH: key } = values;
  if ((certificate === undefined) !== (key === undefined)) {
    const variable = key === undefined ? 'REDIS_CLIENT_KEY_PATH' : 'REDIS_CLIENT_CERT_PATH';
    problems.push({ variable, reason: 'must be set too: certificate and key belong together' });
  }
}

/** How to reach Redis. */
export function redisConfig(values: SettingValues): RedisConfig {
  return {
    maxConnections: values.REDIS_MAX_CONNECTIONS,
    timeoutMs: values.REDIS_TIMEOUT,
    useTls: values.REDIS_USE_SSL || (values.REDIS_URL?.startsWith('rediss:') ?? false),
    ...address(values),
    ...given('caCertPath', values.REDIS_CA_CERT_PATH),
    ...given('clientCertPath', values.REDIS_CLIENT_CERT_PATH),
    ...given('clientKeyPath', values.REDIS_CLIENT_KEY_PATH),
    ...given('username', values.REDIS_USERNAME),
    ...given('password', values.REDIS_PASSWORD),
  };
}

function address(values: SettingValues): Pick<RedisConfig, 'url' | 'sentinel' | 'clusterNodes'> {
  if (values.REDIS_CLUSTER_NODES !== undefined) return { clusterNodes: values.REDIS_CLUSTER_NODES.map(readNode) };
  if (values.REDIS_SENTINELS === undefined) return given('url', values.REDIS_URL);
  const sentinel = {
    nodes: values.REDIS_SENTINELS.map(readNode),
    masterName: values.REDIS_SENTINEL_MASTER,
    username: values.REDIS_SENTINEL_USERNAME,
    password: values.REDIS_SENTINEL_PASSWORD,
  };
  return { sentinel };
}

/** The setting has been checked. */
function readNode(text: string): RedisNode {
  const colon = text.lastIndexOf(':');
  return { host: text.slice(0, colon).replace(/^\[|\]$/g, ''), port: Number(text.slice(colon + 1)) };
}

function given<Name extends string>(name: Name, value: string | undefined): { [name in Name]?: string } {
  return value === undefined ? {} : ({ [name]: value } as { [name in Name]: string });
}
