import type { ReasoningEffort, SettingInForce } from '@app/contracts';
import type { RateLaw } from '@app/limits';
import type { TokenRules, TokenUserRules } from '@app/identity';
import type { ProvidersConfig } from '@app/providers';
import type { SessionRules } from '@app/sessions';
import type { RedisNode, SentinelOptions } from '@app/storage';
import type { CacheConfig } from './cache-config';
import type { AnalyticsConfig } from './analytics-config';
import type { MonitoringConfig } from './monitoring-config';
import type { TracingConfig } from './tracing-config';
import type { HttpOptions } from '../http/http-options';
import type { AuditConfig } from './audit-config';
import type { RetentionConfig } from './retention-config';
import type { ConversationsConfig } from './conversations-config';

/** How the server listens and stops. */
export interface ServerConfig {
  host: string;
  port: number;
  /** Absolute path. */
  dataDir: string;
  shutdownTimeoutMs: number;
  /** Folders to look for a Redis program in: the value of PATH. */
  searchPath: string | undefined;
}

/** What requests get that say nothing about reasoning. A class, so that it can be injected. */
export class ReasoningConfig {
  readonly chainOfThoughtEnabled: boolean;
  readonly maxSteps: number;
  readonly temperature: number;
  /** Whether prompted models are asked for the confidence of each step. */
  readonly statedConfidence: boolean;
  readonly showSteps: boolean;
  /** Undefined: the provider's own. */
  readonly effort: ReasoningEffort | undefined;
  readonly samples: number;
  readonly parallelSamples: number;
  readonly rounds: number;
  /** Tokens; undefined: none. */
  readonly tokenCeiling: number | undefined;
  /** Millionths of a US dollar; undefined: none. */
  readonly costCeilingMicroUsd: number | undefined;

  constructor(values: ReasoningValues) {
    this.chainOfThoughtEnabled = values.chainOfThoughtEnabled;
    this.maxSteps = values.maxSteps;
    this.temperature = values.temperature;
    this.statedConfidence = values.statedConfidence;
    this.showSteps = values.showSteps;
    this.effort = values.effort;
    this.samples = values.samples;
    this.parallelSamples = values.parallelSamples;
    this.rounds = values.rounds;
    this.tokenCeiling = values.tokenCeiling;
    this.costCeilingMicroUsd = values.costCeilingMicroUsd;
  }
}

type Optional = 'effort' | 'tokenCeiling' | 'costCeilingMicroUsd';
type ReasoningValues = Omit<ReasoningConfig, Optional> & { [Name in Optional]?: ReasoningConfig[Name] };

/** How to reach Redis: by at most one of these addresses. Without any the embedded one is used. */
export interface RedisConfig {
  url?: string;
  sentinel?: SentinelOptions;
  clusterNodes?: readonly RedisNode[];
  /** Most connections of this process to one server. */
  maxConnections: number;
  timeoutMs: number;
  useTls: boolean;
  caCertPath?: string;
  clientCertPath?: string;
  clientKeyPath?: string;
  username?: string;
  password?: string;
}

/** How to reach Postgres. Without a URL the embedded one is used. */
export interface DatabaseConfig {
  url?: string;
}

/** Who works the queues, and how often what repeats is done. */
export interface JobsConfig {
  /** Whether this process works the queues. */
  enabled: boolean;
  /** Time between two checks of the providers, milliseconds; 0 means none. */
  providerCheckIntervalMs: number;
  /** Time between two warm-ups of the cache, milliseconds; 0 means none. */
  warmupIntervalMs: number;
  /** How long running jobs may take to end, milliseconds. */
  stopTimeoutMs: number;
}

/** Who is let in, beside what `HttpOptions` says. */
export interface AuthConfig {
  /** Keys that are not in the database. */
  apiKeys: readonly string[];
  /** What stored keys are hashed and kept answers sealed with. Undefined: a file of the data folder. */
  keySecret: string | undefined;
  /** Absolute path. */
  dataDir: string;
  /** Whether somebody must be able to administer from the start: a key is made for it when there is none. */
  needsAdminKey: boolean;
  loginLifetimeMs: number;
  /** Undefined: no tokens are taken. */
  tokens: { rules: TokenRules; users: TokenUserRules } | undefined;
}

/** What evaluations may use. */
export interface EvaluationsConfig {
  /** Absolute path of the folder whose question files requests may name. Undefined: none. */
  datasetsDir: string | undefined;
}

/** What requests are limited to. */
export interface LimitsConfig {
  /** Undefined: all callers but the owner of a private installation are limited. */
  enabled: boolean | undefined;
  /** Requests of one user, by kind. */
  requests: Readonly<Record<'chat' | 'read' | 'write' | 'admin' | 'login', RateLaw>>;
  /** Most requests at once, also for callers with limits of their own; undefined: as many as a window allows. */
  burst: number | undefined;
  /** Requests of one address, whoever asks. Undefined: not limited. */
  addressRequests: RateLaw | undefined;
  /** Tokens of one user. Undefined: not limited. */
  tokens: RateLaw | undefined;
  /** Chats of one user at a time. Undefined: not limited. */
  concurrency: number | undefined;
  /** Processes that there are at least. */
  leastProcesses: number;
  /** Failed authentications of one address. Undefined: not limited. */
  authFailures: RateLaw | undefined;
}

/** Every setting as people may see it. A class, so that it can be injected. */
export abstract class SettingsInForce {
  abstract readonly list: readonly SettingInForce[];
}

/** How strictly spend is kept. */
export interface UsageConfig {
  /** Whether no model is asked while the row of the call cannot be written. */
  required: boolean;
  /** Which calls have a row in the ledger. */
  recorded: 'all' | 'budgeted';
}

/** All settings, parsed, checked and frozen. */
export interface AppConfig {
  server: ServerConfig;
  http: HttpOptions;
  auth: AuthConfig;
  reasoning: ReasoningConfig;
  providers: ProvidersConfig;
  analytics: AnalyticsConfig;
  monitoring: MonitoringConfig;
  tracing: TracingConfig;
  jobs: JobsConfig;
  evaluations: EvaluationsConfig;
  limits: LimitsConfig;
  sessions: SessionRules;
  usage: UsageConfig;
  audit: AuditConfig;
  retention: RetentionConfig;
  cache: CacheConfig;
  conversations: ConversationsConfig;
  redis: RedisConfig;
  database: DatabaseConfig;
  settings: SettingsInForce;
}
