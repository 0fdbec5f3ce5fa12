import { CACHE_SETTINGS } from './cache-settings';
import { JOBS_SETTINGS } from './jobs-settings';
import { CONVERSATION_SETTINGS } from './conversation-settings';
import { ANALYTICS_SETTINGS, MONITORING_SETTINGS } from './monitoring-settings';
import { TRACING_SETTINGS } from './tracing-settings';
import { isIP } from 'node:net';
import { REASONING_EFFORTS } from '@app/contracts';
import { SESSION_POLICIES } from '@app/sessions';
import { ROLES } from '@app/kernel';
import { AUDIT_SETTINGS, RETENTION_SETTINGS, USAGE_SETTINGS } from './record-settings';
import {
  autoFlag,
  connectionUrl,
  flag,
  httpUrl,
  integer,
  list,
  listOf,
  number,
  oneOf,
  resourceUrl,
  seconds,
  headerKey,
  secret,
  text,
  textOr,
  type AnySetting,
  type SettingValue,
} from './setting';

const MAX_PORT = 65_535;

function isAddressRange(part: string): boolean {
  const [address = '', prefix, ...more] = part.split('/');
  const version = isIP(address);
  if (version === 0 || more.length > 0) return false;
  return prefix === undefined || (/^\d{1,3}$/.test(prefix) && Number(prefix) <= (version === 4 ? 32 : 128));
}

function isHostAndPort(part: string): boolean {
  const colon = part.lastIndexOf(':');
  const port = part.slice(colon + 1);
  return colon > 0 && /^(?:[a-z0-9._-]+|\[[0-9a-f:.]+\])$/i.test(part.slice(0, colon)) && isPort(port);
}

function isRoleName(pair: string): boolean {
  const at = pair.lastIndexOf('=');
  return at > 0 && ROLES.some((role) => role === pair.slice(at + 1));
}

function isPort(text: string): boolean {
  return /^\d{1,5}$/.test(text) && Number(text) >= 1 && Number(text) <= MAX_PORT;
}

/**
 * Every environment variable the product reads, by group. The README's table and `.env.example` are compared with it.
 * An empty variable counts as not set.
 */
export const SETTING_GROUPS = {
  Server: {
    HOST: textOr('Address to listen on. On any other than loopback every caller needs a key.', '127.0.0.1'),
    PORT: integer('Port to listen on; 0 takes a free one.', 0, MAX_PORT, 3000),
    DATA_DIR: textOr('Folder of the embedded stores and of downloaded files.', '.data'),
    ALLOWED_HOSTS: listOf(
      'Host names that requests may use, comma-separated. Not set: any; where no key is demanded, addresses and local names.',
      'host names without scheme, port and path',
      (part) => /^[a-z0-9.-]+$/i.test(part) || isIP(part) === 6,
    ),
    TRUSTED_PROXIES: listOf(
      'Addresses or CIDR ranges whose X-Forwarded-* headers are believed. Not set: none.',
      'IP addresses or CIDR ranges',
      isAddressRange,
    ),
    TRUSTED_PROXY_HEADER: oneOf(
      'The one header in which these proxies write whom they forward for.',
      ['x-forwarded-for', 'forwarded'],
      'x-forwarded-for',
    ),
    CORS_ORIGINS: listOf(
      'Origins that browsers may call from, comma-separated and exact. Not set: none.',
      'origins such as https://app.example, without a slash at the end',
      (part) => URL.canParse(part) && new URL(part).origin === part,
    ),
    BODY_LIMIT: integer('Largest request body, bytes.', 1024, 104_857_600, 4_194_304),
    MAX_CONNECTIONS: integer('Most open connections; further ones get 503.', 1, 1_000_000, 10_000),
    SHUTDOWN_TIMEOUT: seconds('How long running answers may take to end after a stop signal, seconds.', 0, 600, 25),
    LOG_LEVEL: oneOf('What is logged.', ['silent', 'error', 'warn', 'info', 'debug'], 'info'),
  },
  Identity: {
    AUTHENTICATION: oneOf(
      'Whether callers need a key: `auto` demands one unless HOST is loopback and neither API_KEYS nor JWT_ISSUER is set.',
      ['auto', 'required'],
      'auto',
    ),
    API_KEYS: {
      ...list('Administrator keys that are given here and not kept in the database, comma-separated.'),
      secret: true,
    },
    KEY_SECRET: secret(
      'What stored keys are hashed and kept answers sealed with, at least 32 characters, the same for all servers. Not set: made once in DATA_DIR.',
    ),
    LOGIN_LIFETIME: seconds('How long a login at the web page lasts, seconds.', 60, 2_592_000, 43_200),
    JWT_ISSUER: text('The `iss` of tokens of your identity provider. Not set: no tokens are taken.'),
    JWT_AUDIENCE: text('The `aud` that tokens must be for. Needed with JWT_ISSUER.'),
    JWT_JWKS_URL: resourceUrl("Address of the identity provider's public keys (a JWKS)."),
    JWT_SECRET: secret(
      'In place of JWT_JWKS_URL: a secret shared with the identity provider (HS256), at least 32 bytes.',
    ),
    JWT_LEEWAY: seconds('How far the clock of the identity provider may differ, seconds.', 0, 60, 30),
    JWT_ROLES_CLAIM: text(
      'The claim with the roles, such as realm_access.roles. Not set: roles are those of the user here.',
    ),
    JWT_ROLE_NAMES: listOf(
      'What the identity provider calls the roles, as name=role, comma-separated. Not set: as they are called here.',
      'pairs such as staff=user, with the roles user, auditor, operator and admin',
      isRoleName,
    ),
    JWT_CREATE_USERS: flag(
      'Whether somebody with a good token who was never seen becomes a user, or is refused.',
      true,
    ),
    JWT_ORGANISATION: textOr('Id of the organisation that new users of tokens belong to.', 'org_local'),
  },
  Reasoning: {
    ENABLE_CHAIN_OF_THOUGHT: flag('Whether models may be prompted for steps, or asked for their own by `auto`.', true),
    DEFAULT_COT_MODEL: textOr('The model that `auto` prefers: an id or alias of GET /v1/models.', 'claude-3'),
    COT_MAX_REASONING_STEPS: integer('Most steps of a prompted answer, unless the request says less.', 1, 50, 10),
    COT_TEMPERATURE: number('Temperature of prompted answers, unless the request says another.', 0, 2, 0.7),
    COT_STATED_CONFIDENCE: flag(
      'Whether prompted models are asked how sure they are of each step. Costs tokens, and models overrate themselves.',
      false,
    ),
    SHOW_REASONING_STEPS: flag('Whether answers show their steps, unless the request says otherwise.', true),
    DEFAULT_REASONING_EFFORT: oneOf(
      "Effort of a model's own reasoning, unless the request names one; `default` leaves it to the provider.",
      ['default', ...REASONING_EFFORTS],
      'default',
    ),
    SELF_CONSISTENCY_SAMPLES: integer(
      'Most samples of self-consistency, unless the request says less or more.',
      1,
      20,
      5,
    ),
    SELF_CONSISTENCY_PARALLEL: integer('Samples of one turn that run at a time.', 1, 20, 4),
    SELF_REFINE_ROUNDS: integer('Most reviews of self-refine, unless the request says otherwise.', 1, 5, 2),
    REASONING_TOKEN_CEILING: integer(
      'Tokens that a turn of several calls may use, prompts included; 0 means no ceiling.',
      0,
      1_000_000_000,
      0,
    ),
    REASONING_COST_CEILING: integer(
      'What a turn of several calls may cost, millionths of a US dollar; 0 means no ceiling.',
      0,
      1_000_000_000,
      0,
    ),
  },
  Providers: {
    OPENAI_API_KEY: headerKey('Key of OpenAI.'),
    OPENAI_BASE_URL: httpUrl('Address of the OpenAI API.', 'https://api.openai.com/v1'),
    ANTHROPIC_API_KEY: headerKey('Key of Anthropic.'),
    ANTHROPIC_BASE_URL: httpUrl('Address of the Anthropic API.', 'https://api.anthropic.com'),
    MISTRAL_API_KEY: headerKey('Key of Mistral.'),
    MISTRAL_BASE_URL: httpUrl('Address of the Mistral API.', 'https://api.mistral.ai/v1'),
    DEEPSEEK_API_KEY: headerKey('Key of DeepSeek.'),
    DEEPSEEK_BASE_URL: httpUrl('Address of the DeepSeek API.', 'https://api.deepseek.com'),
    PROVIDERS_FILE: text('JSON file with OpenAI-compatible endpoints and more models (docs/providers.md).'),
    PROVIDERS_JSON: {
      ...text('The same as text, for deployments without files. Only one of the two may be set.'),
      secret: true, // endpoints may carry headers with keys
    },
    LOCAL_MODEL_PATH: text('A GGUF file, or an hf: URI, to run in process (docs/providers.md, Local models).'),
    LOCAL_MODEL_CONTEXT: integer("Context of the local model, tokens; 0 takes the file's own.", 0, 1_048_576, 0),
    LOCAL_MODEL_THREADS: integer('Threads of the local model; 0 chooses by its size.', 0, 256, 0),
    LOCAL_MODEL_GPU: flag('Whether the local model may use a GPU (npm run local:install -- --gpu).', false),
    EMBEDDED_MODEL: flag(
      'Whether the small demo model that comes with the product is offered; `auto` takes it when nothing else is set up.',
      true,
    ),
    PROVIDER_CONNECT_TIMEOUT: seconds('Longest wait for a connection to a provider, seconds.', 0.1, 300, 10),
    PROVIDER_FIRST_TOKEN_TIMEOUT: seconds(
      'Longest wait for the first event of a streamed reply, seconds.',
      0.1,
      3600,
      120,
    ),
    PROVIDER_IDLE_TIMEOUT: seconds('Longest silence within a reply, seconds.', 0.1, 3600, 60),
    PROVIDER_TOTAL_TIMEOUT: seconds('Longest time of one provider call, seconds.', 0.1, 86_400, 900),
  },
  Jobs: JOBS_SETTINGS,
  Analytics: ANALYTICS_SETTINGS,
  Monitoring: MONITORING_SETTINGS,
  Tracing: TRACING_SETTINGS,
  Limits: {
    RATE_LIMIT_ENABLED: autoFlag(
      'Whether requests are limited (docs/limits.md); `auto` limits all but the owner of a private installation.',
    ),
    RATE_LIMIT_REQUESTS: integer('Requests of one user per window, for each kind of request.', 1, 1_000_000_000, 100),
    RATE_LIMIT_WINDOW: seconds('The window of all RATE_LIMIT settings, seconds.', 1, 86_400, 60),
    RATE_LIMIT_BURST: integer(
      'Requests that may come at once after a rest; 0: as many as a window allows.',
      0,
      1_000_000_000,
      0,
    ),
    RATE_LIMIT_READ_REQUESTS: integer('The limit of reading; 0: as RATE_LIMIT_REQUESTS.', 0, 1_000_000_000, 0),
    RATE_LIMIT_WRITE_REQUESTS: integer(
      'The limit of writing other than chat; 0: as RATE_LIMIT_REQUESTS.',
      0,
      1_000_000_000,
      0,
    ),
    RATE_LIMIT_ADMIN_REQUESTS: integer('The limit of administration; 0: as RATE_LIMIT_REQUESTS.', 0, 1_000_000_000, 0),
    RATE_LIMIT_ADDRESS_REQUESTS: integer(
      'Requests of one client address per window, whoever asks; 0: no such limit.',
      0,
      1_000_000_000,
      0,
    ),
    RATE_LIMIT_TOKENS: integer(
      'Tokens of one user per window, prompts included; 0: no limit.',
      0,
      1_000_000_000_000,
      0,
    ),
    RATE_LIMIT_CONCURRENCY: integer('Chats of one user at a time; 0: no limit.', 0, 1_000_000, 0),
    RATE_LIMIT_REPLICAS: integer(
      'Servers that there are at least, for the share of one that starts while Redis is away.',
      1,
      10_000,
      1,
    ),
    AUTH_FAILURE_LIMIT: integer(
      'Failed authentications of one client address before it is refused; 0: no limit.',
      0,
      1_000_000,
      20,
    ),
    AUTH_FAILURE_WINDOW: seconds('The time in which AUTH_FAILURE_LIMIT are allowed, seconds.', 1, 86_400, 300),
    MAX_CONCURRENT_SESSIONS: integer('Open sessions per user.', 1, 1_000_000, 5),
    SESSION_POLICY: oneOf(
      'What happens to one session more: it is refused, or the one opened first ends.',
      SESSION_POLICIES,
      'reject',
    ),
    SESSION_IDLE_TIMEOUT: seconds('Time without use after which a session ends, seconds.', 1, 31_536_000, 1800),
    SESSION_MAX_AGE: seconds('Time after which a session ends in any case, seconds.', 1, 31_536_000, 86_400),
  },
  Conversations: CONVERSATION_SETTINGS,
  Usage: USAGE_SETTINGS,
  Audit: AUDIT_SETTINGS,
  Retention: RETENTION_SETTINGS,
  Cache: CACHE_SETTINGS,
  Stores: {
    REDIS_URL: connectionUrl('Redis to use. Not set, and no other address of one: a private one is started.', [
      'redis',
      'rediss',
    ]),
    REDIS_SENTINELS: listOf(
      'Sentinels as host:port, comma-separated, in place of REDIS_URL.',
      'host:port pairs, comma-separated',
      isHostAndPort,
    ),
    REDIS_SENTINEL_MASTER: textOr('The name that the Sentinels know the master by.', 'mymaster'),
    REDIS_SENTINEL_USERNAME: text('User of the Sentinels, where they have users.'),
    REDIS_SENTINEL_PASSWORD: secret('Password of the Sentinels, where they ask for one.'),
    REDIS_CLUSTER_NODES: listOf(
      'Nodes of a Redis Cluster as host:port, comma-separated, in place of REDIS_URL; the others are found through them.',
      'host:port pairs, comma-separated',
      isHostAndPort,
    ),
    REDIS_MAX_CONNECTIONS: integer('Most connections to Redis of one process, which needs at least 8.', 8, 1000, 20),
    REDIS_TIMEOUT: seconds('Longest wait for Redis to connect or to answer, seconds, at most 5.', 0.05, 5, 5),
    REDIS_USE_SSL: flag('TLS to Redis, also with a redis:// URL.', false),
    REDIS_CA_CERT_PATH: text('PEM file of the authority that signed the certificate of Redis.'),
    REDIS_CLIENT_CERT_PATH: text('PEM file of the certificate that is shown to Redis, where it asks for one.'),
    REDIS_CLIENT_KEY_PATH: text('PEM file of the key of REDIS_CLIENT_CERT_PATH.'),
    REDIS_USERNAME: text('ACL user of Redis, when the URL holds none (deploy/redis/stepwise.acl).'),
    REDIS_PASSWORD: secret('Password of Redis, when the URL holds none.'),
    DATABASE_URL: connectionUrl('Postgres 15 or newer to use. Not set: a private one is started.', [
      'postgres',
      'postgresql',
    ]),
  },
} as const satisfies Record<string, Record<string, AnySetting>>;

type Groups = typeof SETTING_GROUPS;
type Flat = Groups['Server'] &
  Groups['Identity'] &
  Groups['Reasoning'] &
  Groups['Providers'] &
  Groups['Jobs'] &
  Groups['Analytics'] &
  Groups['Monitoring'] &
  Groups['Tracing'] &
  Groups['Limits'] &
  Groups['Conversations'] &
  Groups['Usage'] &
  Groups['Audit'] &
  Groups['Retention'] &
  Groups['Cache'] &
  Groups['Stores'];

/** All settings by variable name. */
export const SETTINGS: Flat = {
  ...SETTING_GROUPS.Server,
  ...SETTING_GROUPS.Identity,
  ...SETTING_GROUPS.Reasoning,
  ...SETTING_GROUPS.Providers,
  ...SETTING_GROUPS.Jobs,
  ...SETTING_GROUPS.Analytics,
  ...SETTING_GROUPS.Monitoring,
  ...SETTING_GROUPS.Tracing,
  ...SETTING_GROUPS.Limits,
  ...SETTING_GROUPS.Conversations,
  ...SETTING_GROUPS.Usage,
  ...SETTING_GROUPS.Audit,
  ...SETTING_GROUPS.Retention,
  ...SETTING_GROUPS.Cache,
  ...SETTING_GROUPS.Stores,
};

/** The values of all settings, parsed. */
export type SettingValues = { readonly [Name in keyof Flat]: SettingValue<Flat[Name]> };
