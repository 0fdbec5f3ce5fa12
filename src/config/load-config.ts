import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import {
  findGgufFlaw,
  VENDORS,
  type LocalModelConfig,
  type ProvidersConfig,
  type Vendor,
  type VendorConfig,
} from '@app/providers';
import { DEFAULT_HTTP_OPTIONS, type HttpOptions } from '../http/http-options';
import {
  ReasoningConfig,
  type AppConfig,
  type DatabaseConfig,
  type EvaluationsConfig,
  type JobsConfig,
  type ServerConfig,
} from './app-config';
import { auditConfig, checkAudit } from './audit-config';
import { cacheConfig } from './cache-config';
import { authConfig, checkAuth, requiresAuthentication } from './auth-config';
import { analyticsConfig } from './analytics-config';
import { conversationsConfig } from './conversations-config';
import { ConfigError, type ConfigProblem } from './config-error';
import { fileProblem } from './file-problem';
import { checkMonitoring, monitoringConfig } from './monitoring-config';
import { tracingConfig } from './tracing-config';
import { readProvidersFile } from './providers-file';
import { checkLimits, limitsConfig, sessionsConfig } from './limits-config';
import { checkRedis, redisConfig } from './redis-config';
import { readSettings, type Environment } from './read-settings';
import { retentionConfig } from './retention-config';
import { SettingProblem } from './setting';
import { settingsInForce } from './settings-in-force';
import type { SettingValues } from './settings';

const MIN_KEY_LENGTH = 16;
const MIN_CHECK_INTERVAL_MS = 1000;

/**
 * Reads all settings from the environment and checks them together. Throws {@link ConfigError} with every problem.
 * Reads the files that settings name; changes nothing.
 */
export function loadConfig(env: Environment = process.env): AppConfig {
  const problems: ConfigProblem[] = [];
  const values = readSettings(env, problems);
  const providers = readProviders(values, env, problems);
  checkTogether(values, problems);
  if (problems.length > 0) throw new ConfigError(problems);
  return deepFreeze({
    server: serverConfig(values, env),
    http: httpOptions(values),
    auth: authConfig(values),
    reasoning: reasoningConfig(values),
    providers,
    analytics: analyticsConfig(values),
    monitoring: monitoringConfig(values),
    tracing: tracingConfig(values),
    jobs: jobsConfig(values),
    evaluations: evaluationsConfig(values),
    limits: limitsConfig(values),
    sessions: sessionsConfig(values),
    usage: { required: values.USAGE_REQUIRED, recorded: values.USAGE_RECORDED },
    audit: auditConfig(values),
    retention: retentionConfig(values),
    cache: cacheConfig(values),
    conversations: conversationsConfig(values),
    redis: redisConfig(values),
    database: databaseConfig(values),
    settings: { list: settingsInForce(env) },
  });
}

function checkTogether(values: SettingValues, problems: ConfigProblem[]): void {
  const keys = values.API_KEYS ?? [];
  if (keys.some((key) => key.length < MIN_KEY_LENGTH)) {
    problems.push({ variable: 'API_KEYS', reason: `must hold keys of at least ${MIN_KEY_LENGTH} characters each` });
  }
  checkAuth(values, problems);
  const providersFile = values.PROVIDERS_FILE === undefined ? undefined : fileProblem(values.PROVIDERS_FILE);
  if (providersFile !== undefined) problems.push({ variable: 'PROVIDERS_FILE', reason: providersFile });
  checkMonitoring(values, problems);
  if (values.USAGE_REQUIRED && values.USAGE_RECORDED !== 'all') {
    problems.push({
      variable: 'USAGE_RECORDED',
      reason: 'must be all with USAGE_REQUIRED=true: no call goes without its row then',
    });
  }
  checkRedis(values, problems);
  checkAudit(values, problems);
  if (values.PROVIDERS_FILE !== undefined && values.PROVIDERS_JSON !== undefined) {
    problems.push({ variable: 'PROVIDERS_JSON', reason: 'cannot be set together with PROVIDERS_FILE' });
  }
  if (values.PROVIDER_CHECK_INTERVAL > 0 && values.PROVIDER_CHECK_INTERVAL < MIN_CHECK_INTERVAL_MS) {
    problems.push({ variable: 'PROVIDER_CHECK_INTERVAL', reason: 'must be 0 or at least 1' });
  }
  checkLimits(values, problems);
  const datasets = values.EVALUATION_DATASETS_DIR;
  if (datasets !== undefined && !existsSync(datasets)) {
    problems.push({ variable: 'EVALUATION_DATASETS_DIR', reason: 'names a folder that does not exist' });
  }
  const local = values.LOCAL_MODEL_PATH;
  if (local !== undefined && !local.startsWith('hf:')) {
    const reason = existsSync(local) ? findGgufFlaw(local) : 'names a file that does not exist';
    if (reason !== undefined) problems.push({ variable: 'LOCAL_MODEL_PATH', reason });
  }
}

function serverConfig(values: SettingValues, env: Environment): ServerConfig {
  return {
    host: values.HOST,
    port: values.PORT,
    dataDir: resolve(values.DATA_DIR),
    shutdownTimeoutMs: values.SHUTDOWN_TIMEOUT,
    searchPath: env['PATH'],
  };
}

function httpOptions(values: SettingValues): HttpOptions {
  return {
    ...DEFAULT_HTTP_OPTIONS,
    bodyLimitBytes: values.BODY_LIMIT,
    maxConnections: values.MAX_CONNECTIONS,
    allowedHosts: values.ALLOWED_HOSTS ?? [],
    trustedProxies: values.TRUSTED_PROXIES ?? [],
    trustedProxyHeader: values.TRUSTED_PROXY_HEADER,
    corsOrigins: values.CORS_ORIGINS ?? [],
    apiKeys: values.API_KEYS ?? [],
    requireAuthentication: requiresAuthentication(values),
    logLevel: values.LOG_LEVEL,
  };
}

function reasoningConfig(values: SettingValues): ReasoningConfig {
  const effort = values.DEFAULT_REASONING_EFFORT;
  return new ReasoningConfig({
    chainOfThoughtEnabled: values.ENABLE_CHAIN_OF_THOUGHT,
    maxSteps: values.COT_MAX_REASONING_STEPS,
    temperature: values.COT_TEMPERATURE,
    statedConfidence: values.COT_STATED_CONFIDENCE,
    showSteps: values.SHOW_REASONING_STEPS,
    effort: effort === 'default' ? undefined : effort,
    samples: values.SELF_CONSISTENCY_SAMPLES,
    parallelSamples: values.SELF_CONSISTENCY_PARALLEL,
    rounds: values.SELF_REFINE_ROUNDS,
    tokenCeiling: zeroIsNone(values.REASONING_TOKEN_CEILING),
    costCeilingMicroUsd: zeroIsNone(values.REASONING_COST_CEILING),
  });
}

function zeroIsNone(value: number): number | undefined {
  return value === 0 ? undefined : value;
}

function jobsConfig(values: SettingValues): JobsConfig {
  return {
    enabled: values.RUN_JOBS,
    providerCheckIntervalMs: values.PROVIDER_CHECK_INTERVAL,
    warmupIntervalMs: values.CACHE_WARMUP_INTERVAL,
    stopTimeoutMs: values.SHUTDOWN_TIMEOUT,
  };
}

function evaluationsConfig({ EVALUATION_DATASETS_DIR: folder }: SettingValues): EvaluationsConfig {
  return { datasetsDir: folder === undefined ? undefined : resolve(folder) };
}

function databaseConfig(values: SettingValues): DatabaseConfig {
  return values.DATABASE_URL === undefined ? {} : { url: values.DATABASE_URL };
}

function readProviders(values: SettingValues, env: Environment, problems: ConfigProblem[]): ProvidersConfig {
  const local = localConfig(values);
  return {
    vendors: Object.fromEntries(VENDORS.map((vendor) => [vendor, vendorConfig(vendor, values)])) as Record<
      Vendor,
      VendorConfig
    >,
    ...readEndpoints(values, env, problems),
    ...(local === undefined ? {} : { local }),
    ...(values.EMBEDDED_MODEL ? { embedded: {} } : {}),
    defaultModel: values.DEFAULT_COT_MODEL,
    defaultModelIsPreset: (env['DEFAULT_COT_MODEL'] ?? '').trim() === '',
    timeouts: {
      connectMs: values.PROVIDER_CONNECT_TIMEOUT,
      firstTokenMs: values.PROVIDER_FIRST_TOKEN_TIMEOUT,
      idleMs: values.PROVIDER_IDLE_TIMEOUT,
      totalMs: values.PROVIDER_TOTAL_TIMEOUT,
    },
  };
}

function vendorConfig(vendor: Vendor, values: SettingValues): VendorConfig {
  const [apiKey, baseUrl] = {
    openai: [values.OPENAI_API_KEY, values.OPENAI_BASE_URL] as const,
    // The convention of Anthropic's own SDKs is an address without the version.
    anthropic: [values.ANTHROPIC_API_KEY, withVersion(values.ANTHROPIC_BASE_URL)] as const,
    mistral: [values.MISTRAL_API_KEY, values.MISTRAL_BASE_URL] as const,
    deepseek: [values.DEEPSEEK_API_KEY, values.DEEPSEEK_BASE_URL] as const,
  }[vendor];
  return apiKey === undefined ? { baseUrl } : { apiKey, baseUrl };
}

function withVersion(baseUrl: string | undefined): string {
  return baseUrl === undefined || baseUrl.endsWith('/v1') ? (baseUrl ?? '') : `${baseUrl}/v1`;
}

function localConfig(values: SettingValues): LocalModelConfig | undefined {
  if (values.LOCAL_MODEL_PATH === undefined) return undefined;
  return {
    modelPath: values.LOCAL_MODEL_PATH,
    cacheDir: resolve(values.DATA_DIR, 'models'),
    gpu: values.LOCAL_MODEL_GPU,
    ...(values.LOCAL_MODEL_CONTEXT === 0 ? {} : { contextSize: values.LOCAL_MODEL_CONTEXT }),
    ...(values.LOCAL_MODEL_THREADS === 0 ? {} : { threads: values.LOCAL_MODEL_THREADS }),
  };
}

function readEndpoints(
  values: SettingValues,
  env: Environment,
  problems: ConfigProblem[],
): Pick<ProvidersConfig, 'endpoints' | 'models'> {
  const fromFile = values.PROVIDERS_FILE !== undefined;
  try {
    const path = values.PROVIDERS_FILE;
    // A file that cannot be read has been named.
    if (path !== undefined && fileProblem(path) !== undefined) return { endpoints: [], models: {} };
    const text = path === undefined ? values.PROVIDERS_JSON : readFileSync(path, 'utf8');
    return text === undefined ? { endpoints: [], models: {} } : readProvidersFile(text, env);
  } catch (error) {
    if (!(error instanceof SettingProblem)) throw error;
    problems.push({ variable: fromFile ? 'PROVIDERS_FILE' : 'PROVIDERS_JSON', reason: error.message });
    return { endpoints: [], models: {} };
  }
}

function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    Object.values(value).forEach(deepFreeze);
  }
  return value;
}
