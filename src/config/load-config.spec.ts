import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigError } from './config-error';
import { loadConfig } from './load-config';
import type { Environment } from './read-settings';

function problemsOf(env: Environment): Record<string, string> {
  try {
    loadConfig(env);
  } catch (error) {
    if (error instanceof ConfigError) {
      return Object.fromEntries(error.problems.map(({ variable, reason }) => [variable, reason]));
    }
    throw error;
  }
  return {};
}

describe('loadConfig', () => {
  it('gives the documented defaults for an empty environment', () => {
    const config = loadConfig({});

    expect(config.server).toMatchObject({ host: '127.0.0.1', port: 3000, shutdownTimeoutMs: 25_000 });
    expect(config.reasoning).toMatchObject({
      chainOfThoughtEnabled: true,
      maxSteps: 10,
      temperature: 0.7,
      showSteps: true,
      effort: undefined,
    });
    expect(config.redis).toEqual({ maxConnections: 20, timeoutMs: 5000, useTls: false });
    expect(config.providers.defaultModel).toBe('claude-3');
    expect(config.providers.vendors.anthropic).toEqual({ baseUrl: 'https://api.anthropic.com/v1' });
  });

  it('names every wrong variable with its reason and shows no value', () => {
    const env = {
      PORT: 'eighty-canary',
      COT_TEMPERATURE: '3',
      ENABLE_CHAIN_OF_THOUGHT: 'perhaps-canary',
      REDIS_URL: 'http://user:canary@host',
      LOG_LEVEL: 'canary',
      OPENAI_BASE_URL: 'canary',
    };

    const problems = problemsOf(env);

    expect(problems).toEqual({
      PORT: 'must be a whole number from 0 to 65535',
      COT_TEMPERATURE: 'must be a number from 0 to 2',
      ENABLE_CHAIN_OF_THOUGHT: 'must be true or false',
      REDIS_URL: 'must be a URL that begins with redis:// or rediss://',
      LOG_LEVEL: 'must be one of silent, error, warn, info, debug',
      OPENAI_BASE_URL: 'must be a URL that begins with http:// or https://',
    });
    expect(JSON.stringify(problems)).not.toContain('canary');
  });

  it.each([
    ['TRUSTED_PROXIES', 'canary', '10.0.0.0/8, ::1'],
    ['TRUSTED_PROXIES', '10.0.0.0/33', '127.0.0.1'],
    ['CORS_ORIGINS', 'https://app.example/', 'https://app.example, http://localhost:5173'],
    ['ALLOWED_HOSTS', 'https://app.example', 'app.example'],
    ['OPENAI_BASE_URL', 'https://user:pw@proxy.example/v1', 'https://proxy.example/v1'],
    ['MISTRAL_BASE_URL', 'https://proxy.example/v1?key=1', 'https://proxy.example/v1'],
  ])('checks each part of %s', (variable, wrong, right) => {
    expect(Object.keys(problemsOf({ [variable]: wrong }))).toEqual([variable]);
    expect(problemsOf({ [variable]: right })).toEqual({});
  });

  it('limits requests as the settings say, each kind by the general limit unless it has its own', () => {
    const { limits } = loadConfig({ RATE_LIMIT_REQUESTS: '10', RATE_LIMIT_BURST: '4', RATE_LIMIT_READ_REQUESTS: '3' });
    expect(limits.enabled).toBeUndefined();
    expect(limits.requests.chat).toEqual({ quota: 10, windowMs: 60_000, burst: 4 });
    expect(limits.requests.read).toEqual({ quota: 3, windowMs: 60_000, burst: 3 });
    expect(limits).toMatchObject({ tokens: undefined, concurrency: undefined, addressRequests: undefined });
    expect(loadConfig({ RATE_LIMIT_ENABLED: 'False' }).limits.enabled).toBe(false);
  });

  it.each([
    [{ RATE_LIMIT_REQUESTS: '10', RATE_LIMIT_BURST: '11' }, 'RATE_LIMIT_BURST'],
    [{ SESSION_IDLE_TIMEOUT: '60', SESSION_MAX_AGE: '59' }, 'SESSION_MAX_AGE'],
    [{ RATE_LIMIT_ENABLED: 'canary' }, 'RATE_LIMIT_ENABLED'],
    [{ USAGE_REQUIRED: 'true', USAGE_RECORDED: 'budgeted' }, 'USAGE_RECORDED'],
  ])('refuses limits that contradict themselves: %j', (env, variable) => {
    expect(Object.keys(problemsOf(env))).toEqual([variable]);
  });

  it.each([
    [{ REDIS_USE_SSL: 'true' }, 'REDIS_USE_SSL', 'needs one of REDIS_URL'],
    [{ REDIS_URL: 'redis://' }, 'REDIS_URL', 'must name a host'],
    [{ REDIS_URL: 'redis://127.0.0.1/abc' }, 'REDIS_URL', 'the number of a database'],
    [{ REDIS_URL: 'redis://127.0.0.1/-1' }, 'REDIS_URL', 'the number of a database'],
    [{ REDIS_URL: 'redis://user%zz:x@127.0.0.1' }, 'REDIS_URL', 'percent-encoded'],
    [{ PROVIDERS_FILE: __dirname }, 'PROVIDERS_FILE', 'names a folder'],
    [{ AUDIT_SIGNING_KEY_FILE: __filename }, 'AUDIT_SIGNING_KEY_FILE', 'without a PRIVATE KEY'],
    [{ REDIS_CA_CERT_PATH: __filename }, 'REDIS_CA_CERT_PATH', 'without a CERTIFICATE'],
  ])('refuses %j before anything is started', (env, variable, reason) => {
    expect(problemsOf(env)).toEqual({ [variable]: expect.stringContaining(reason) as string });
  });

  it.each(['redis://127.0.0.1', 'redis://127.0.0.1:6379/', 'rediss://us%40er:p%3Aw@redis.example/3'])(
    'takes %s for Redis, also with REDIS_USE_SSL',
    (url) => {
      expect(problemsOf({ REDIS_URL: url, REDIS_USE_SSL: 'true' })).toEqual({});
    },
  );

  it('says all that a switch with three positions takes', () => {
    expect(problemsOf({ RATE_LIMIT_ENABLED: 'si' })['RATE_LIMIT_ENABLED']).toBe('must be auto, true or false');
  });

  it.each(['sk bad', 'sk\nbad', 'sk\u0000bad', 'sk-é'])('refuses a key that no header can hold: %j', (key) => {
    for (const variable of ['OPENAI_API_KEY', 'ANTHROPIC_API_KEY', 'MISTRAL_API_KEY', 'DEEPSEEK_API_KEY']) {
      expect(problemsOf({ [variable]: key })).toEqual({ [variable]: expect.stringContaining('without spaces') });
    }
  });

  it('takes an empty variable for one that is not set', () => {
    expect(loadConfig({ PORT: '', OPENAI_API_KEY: '  ' }).providers.vendors.openai).toEqual({
      baseUrl: 'https://api.openai.com/v1',
    });
  });

  it.each(['127.0.0.1', '127.1.2.3', 'localhost', '::1'])('lets %s be used without a key', (host) => {
    expect(loadConfig({ HOST: host }).http.requireAuthentication).toBe(false);
    expect(loadConfig({ HOST: host }).auth.needsAdminKey).toBe(false);
  });

  it.each([{ HOST: '0.0.0.0' }, { HOST: '::' }, { HOST: 'localhost.evil.example' }, { AUTHENTICATION: 'required' }])(
    'demands a key with %j, and sees to it that there is one',
    (env: Record<string, string>) => {
      expect(loadConfig(env).http.requireAuthentication).toBe(true);
      expect(loadConfig(env).auth.needsAdminKey).toBe(true);
      expect(loadConfig({ ...env, API_KEYS: 'a-key-of-20-characters' }).auth.needsAdminKey).toBe(false);
    },
  );

  describe('of tokens', () => {
    const tokens = { JWT_ISSUER: 'https://id.example', JWT_AUDIENCE: 'stepwise' };
    const secret = 'a shared secret of at least 32 bytes';

    it('are taken by fixed rules', () => {
      const { auth, http } = loadConfig({
        ...tokens,
        JWT_JWKS_URL: 'https://id.example/keys?p=1',
        JWT_ROLES_CLAIM: 'groups',
        JWT_ROLE_NAMES: 'staff=user, ops=operator',
      });
      expect(http.requireAuthentication).toBe(true);
      expect(auth.tokens).toEqual({
        rules: {
          issuer: 'https://id.example',
          audience: 'stepwise',
          keys: { jwksUrl: 'https://id.example/keys?p=1' },
          leewaySeconds: 30,
          roles: { name: 'groups', roleOf: { staff: 'user', ops: 'operator' } },
        },
        users: { createUsers: true, organisationId: 'org_local' },
      });
      expect(loadConfig({}).auth.tokens).toBeUndefined();
    });

    it.each<[string, Record<string, string>]>([
      ['JWT_AUDIENCE', { JWT_ISSUER: 'https://id.example', JWT_SECRET: secret }],
      ['JWT_JWKS_URL', tokens],
      ['JWT_SECRET', { ...tokens, JWT_SECRET: 'short' }],
      ['JWT_SECRET', { ...tokens, JWT_SECRET: secret, JWT_JWKS_URL: 'https://id.example/keys' }],
      ['JWT_JWKS_URL', { ...tokens, JWT_JWKS_URL: 'http://id.example/keys' }],
      ['JWT_SECRET', { JWT_SECRET: secret }],
      ['JWT_LEEWAY', { ...tokens, JWT_SECRET: secret, JWT_LEEWAY: '61' }],
      ['JWT_ROLE_NAMES', { ...tokens, JWT_SECRET: secret, JWT_ROLES_CLAIM: 'groups', JWT_ROLE_NAMES: 'staff=boss' }],
      ['JWT_ROLE_NAMES', { ...tokens, JWT_SECRET: secret, JWT_ROLE_NAMES: 'staff=user' }],
      ['KEY_SECRET', { KEY_SECRET: 'short' }],
    ])('and secrets: refuses a wrong %s', (variable, env) => {
      expect(Object.keys(problemsOf(env))).toEqual([variable]);
    });
  });

  it('lets the provider check be switched off, and refuses one that would hardly pause', () => {
    expect(loadConfig({}).jobs).toEqual({
      enabled: true,
      providerCheckIntervalMs: 300_000,
      warmupIntervalMs: 0,
      stopTimeoutMs: 25_000,
    });
    expect(loadConfig({ PROVIDER_CHECK_INTERVAL: '0' }).jobs.providerCheckIntervalMs).toBe(0);
    expect(problemsOf({ REDIS_TIMEOUT: '6' })).toEqual({ REDIS_TIMEOUT: 'must be a number from 0.05 to 5' });
    expect(problemsOf({ PROVIDER_CHECK_INTERVAL: '0.5' })).toEqual({
      PROVIDER_CHECK_INTERVAL: 'must be 0 or at least 1',
    });
  });

  it('refuses keys that are short enough to guess', () => {
    expect(problemsOf({ API_KEYS: 'long-enough-to-be-a-key, short' })['API_KEYS']).toContain('at least 16');
  });

  it('keeps the address of Anthropic as its own clients write it, with or without the version', () => {
    const withVersion = loadConfig({ ANTHROPIC_BASE_URL: 'http://127.0.0.1:9/v1/' });
    const without = loadConfig({ ANTHROPIC_BASE_URL: 'http://127.0.0.1:9' });

    expect(withVersion.providers.vendors.anthropic.baseUrl).toBe('http://127.0.0.1:9/v1');
    expect(without.providers.vendors.anthropic.baseUrl).toBe('http://127.0.0.1:9/v1');
  });

  it('is frozen to the last leaf', () => {
    const config = loadConfig({ ALLOWED_HOSTS: 'a.example' });

    expect(Object.isFrozen(config.http.allowedHosts)).toBe(true);
    expect(Object.isFrozen(config.providers.vendors.openai)).toBe(true);
  });
});

describe('the providers file', () => {
  const endpoint = {
    name: 'vllm',
    baseUrl: 'http://127.0.0.1:8000/v1/',
    keyVariable: 'VLLM_KEY',
    models: [{ name: 'meta-llama/Llama-3-70b', aliases: ['llama3-70b'], reasoning: { control: 'none' } }],
  };

  it('gives endpoints with the key that the named variable holds', () => {
    const config = loadConfig({ PROVIDERS_JSON: JSON.stringify({ endpoints: [endpoint] }), VLLM_KEY: 'k' });

    expect(config.providers.endpoints).toEqual([
      {
        name: 'vllm',
        baseUrl: 'http://127.0.0.1:8000/v1',
        apiKey: 'k',
        keyVariable: 'VLLM_KEY',
        models: endpoint.models,
      },
    ]);
  });

  it('may be a file', () => {
    const folder = mkdtempSync(join(tmpdir(), 'stepwise-'));
    const path = join(folder, 'providers.json');
    writeFileSync(path, JSON.stringify({ models: { openai: [{ name: 'gpt-next' }] } }));

    expect(loadConfig({ PROVIDERS_FILE: path }).providers.models.openai).toEqual([{ name: 'gpt-next' }]);
    rmSync(folder, { recursive: true });
  });

  it.each([
    ['text that is no JSON', '{"canary', 'is not valid JSON'],
    ['an unknown field', { endpoint: [] }, 'the whole must NOT have additional properties (endpoint)'],
    [
      'a missing field',
      { endpoints: [{ name: 'a', baseUrl: 'http://h' }] },
      "endpoints[0] must have required property 'models'",
    ],
    ['a name that is taken', { endpoints: [{ ...endpoint, name: 'openai' }] }, 'endpoints[0].name is taken'],
    ['a name used twice', { endpoints: [endpoint, endpoint] }, 'endpoints[1].name is used twice'],
    [
      'an address that is no URL',
      { endpoints: [{ ...endpoint, baseUrl: 'canary' }] },
      'endpoints[0].baseUrl must be a URL',
    ],
    [
      'a key in place of its variable',
      { endpoints: [{ ...endpoint, keyVariable: 'sk-canary' }] },
      'endpoints[0].keyVariable must match pattern',
    ],
    ['a key variable that is not set', { endpoints: [endpoint] }, 'names VLLM_KEY, which is not set'],
  ])('is refused for %s', (_, file, reason) => {
    const text = typeof file === 'string' ? file : JSON.stringify(file);
    const env = reason.includes('VLLM_KEY') ? { PROVIDERS_JSON: text } : { PROVIDERS_JSON: text, VLLM_KEY: 'k' };

    const problem = problemsOf(env)['PROVIDERS_JSON'];

    expect(problem).toContain(reason);
    expect(problem).not.toContain('canary');
  });

  it('tells everything that is wrong at once, of form and of meaning', () => {
    const odd = { ...endpoint, name: 'openai', baseUrl: 'ftp://canary', more: 1, headers: { 'X-Key': 'canary\n' } };
    const file = { endpoints: [odd, { name: 7 }, 'canary', { ...endpoint, keyVariable: 'OTHER_KEY' }] };
    const problem = problemsOf({ PROVIDERS_JSON: JSON.stringify(file), VLLM_KEY: 'a canary' })['PROVIDERS_JSON'];
    for (const part of [
      'endpoints[0] must NOT have additional properties (more)',
      'endpoints[0].name is taken',
      'endpoints[0].baseUrl must be a URL',
      'endpoints[0].keyVariable names VLLM_KEY, which must be a key without spaces',
      'endpoints[0].headers holds one that HTTP does not allow',
      'endpoints[1].name must be string',
      'endpoints[2] must be object',
      'endpoints[3].keyVariable names OTHER_KEY, which is not set',
    ]) {
      expect(problem).toContain(part);
    }
    expect(problem).not.toContain('canary');
  });
});
