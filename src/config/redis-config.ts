import type { RedisNode } from '@app/storage';
import type { RedisConfig } from './app-config';
import type { ConfigProblem } from './config-error';
import { fileProblem } from './file-problem';
import type { SettingValues } from './settings';

const PATHS = {
  REDIS_CA_CERT_PATH: 'CERTIFICATE',
  REDIS_CLIENT_CERT_PATH: 'CERTIFICATE',
  REDIS_CLIENT_KEY_PATH: 'PRIVATE KEY',
} as const;
const ADDRESSES = ['REDIS_URL', 'REDIS_SENTINELS', 'REDIS_CLUSTER_NODES'] as const;

/** Adds what is wrong with the settings of Redis taken together. */
export function checkRedis(values: SettingValues, problems: ConfigProblem[]): void {
  for (const [variable, holds] of entriesOf(PATHS)) {
    const path = values[variable];
    const reason = path === undefined ? undefined : fileProblem(path, holds);
    if (reason !== undefined) problems.push({ variable, reason });
  }
  const urlProblem = values.REDIS_URL === undefined ? undefined : redisUrlProblem(new URL(values.REDIS_URL));
  if (urlProblem !== undefined) problems.push({ variable: 'REDIS_URL', reason: urlProblem });
  if (values.REDIS_USE_SSL && ADDRESSES.every((variable) => values[variable] === undefined)) {
    const reason = `needs one of ${ADDRESSES.join(', ')}: the private Redis has no TLS`;
    problems.push({ variable: 'REDIS_USE_SSL', reason });
  }
  const [first, ...others] = ADDRESSES.filter((variable) => values[variable] !== undefined);
  for (const variable of others) problems.push({ variable, reason: `cannot be set together with ${first ?? ''}` });
  const { REDIS_CLIENT_CERT_PATH: certificate, REDIS_CLIENT_KEY_PATH: key } = values;
  if ((certificate === undefined) !== (key === undefined)) {
    const variable = key === undefined ? 'REDIS_CLIENT_KEY_PATH' : 'REDIS_CLIENT_CERT_PATH';
    problems.push({ variable, reason: 'must be set too: certificate and key belong together' });
  }
}

function redisUrlProblem({ hostname, pathname, username, password }: URL): string | undefined {
  if (hostname === '') return 'must name a host';
  if (!/^(\/\d{0,4})?$/.test(pathname))
    return 'must end with its host and port, or with the number of a database, such as /0';
  return isPercentEncoded(username + password) ? undefined : 'has a user or password that is not percent-encoded';
}

function isPercentEncoded(text: string): boolean {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}

function entriesOf<Key extends string, Value>(record: Readonly<Record<Key, Value>>): [Key, Value][] {
  return Object.entries(record) as [Key, Value][];
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
