import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { providersJson } from '../upstream/upstream-script';
import { ChildServer, freePort } from './child-server';
import type { Cores } from './cores';
import { nodeFlagsOfStart, PRODUCT_PROGRAM } from './programs';

/** A client key of the benchmark's own; no secret. */
export const BENCH_API_KEY = 'bench-key-0123456789abcdef';

const FEATURES = {
  minimal: {
    LOG_LEVEL: 'silent',
    RATE_LIMIT_ENABLED: 'false',
    ANALYTICS_ENABLED: 'false',
    MONITORING_ENABLED: 'false',
    USAGE_RECORDED: 'budgeted',
    REASONING_LEDGER_DAYS: '0',
  },
  default: {},
  // Limits are decided and counted; they are only never reached.
  all: { LOG_LEVEL: 'info', API_KEYS: BENCH_API_KEY, RATE_LIMIT_REQUESTS: '1000000000', AUDIT_CHATS: 'true' },
} as const;

/** How the product is set up for a run. */
export interface ProductOptions {
  /** As reports name it. */
  name: string;
  /**
   * `minimal`: a gateway that keeps nothing: no limits, analytics, monitoring, bill, reasoning ledger or log. `default`: as the product
   * comes. `all`: keys, limits, the bill, analytics, monitoring, the audit of each chat by hash, a log line per request. Metrics are
   * always on.
   */
  features: keyof typeof FEATURES;
  /** Where answers are kept. Default: nowhere, so that what is measured is the way to the provider and back. */
  cache?: 'memory' | 'redis';
  /** A folder with stores that are filled already; it stays. Default: an empty one that goes away with the product. */
  dataDir?: string;
  /** More settings. */
  env?: Readonly<Record<string, string>>;
  /** More flags for node, such as a profiler's. */
  nodeFlags?: readonly string[];
}

/** Starts the product from `dist`, with its embedded stores. */
export async function startProduct(cores: Cores, upstreamPort: number, options: ProductOptions): Promise<ChildServer> {
  const port = await freePort();
  const dataDir = options.dataDir ?? (await mkdtemp(join(tmpdir(), 'stepwise-bench-')));
  return ChildServer.start({
    name: options.name,
    command: [process.execPath, ...nodeFlagsOfStart(), ...(options.nodeFlags ?? []), PRODUCT_PROGRAM],
    port,
    env: {
      NODE_ENV: 'production',
      HOST: '127.0.0.1',
      PORT: String(port),
      DATA_DIR: dataDir,
      PROVIDERS_JSON: providersJson(upstreamPort),
      // `auto` is then `direct` for models without reasoning, so that all servers get the same request.
      ENABLE_CHAIN_OF_THOUGHT: 'false',
      CACHE_ENABLED: String(options.cache !== undefined),
      ...(options.cache === 'redis' ? { CACHE_MEMORY_BYTES: '0' } : {}),
      ...FEATURES[options.features],
      ...options.env,
    },
    core: cores.server,
    afterStop: () =>
      options.dataDir === undefined ? rm(dataDir, { recursive: true, force: true }) : Promise.resolve(),
  });
}
