import { misspeltSettings } from './misspelt-settings';

const said = (env: Record<string, string>, used: string[] = []): string[] => misspeltSettings(new Set(used), env);

describe('misspeltSettings', () => {
  it('names what is probably meant, and nothing of the value', () => {
    expect(said({ RATE_LIMIT_REQEUSTS: '1', OPENAI_APIKEY: 'secret', OPENIA_API_KEY: 'secret' })).toEqual([
      'RATE_LIMIT_REQEUSTS is no setting: is RATE_LIMIT_REQUESTS meant?',
      'OPENAI_APIKEY is no setting: is OPENAI_API_KEY meant?',
      'OPENIA_API_KEY is no setting: is OPENAI_API_KEY meant?',
    ]);
  });

  it.each(
    `PATH HOSTNAME NODE_ENV npm_config_cache SSH_AUTH_SOCK LC_ALL PORT OPENAI_API_KEY GROQ_API_KEY HF_API_KEY CI_API_KEY
    REDIS_PORT REDIS_TLS REDIS_SERVICE_HOST DATABASE_PORT DATABASE_USER DATABASE_SSL DB_HOST PG_PORT CACHE_DIR CACHE_URL`.split(
      /\s+/,
    ),
  )('leaves %s alone', (name) => {
    expect(said({ [name]: '1' })).toEqual([]);
  });

  it('leaves alone what the configuration names itself', () => {
    expect(said({ OPENAI_API_KEYS: 'k' })).toHaveLength(1);
    expect(said({ OPENAI_API_KEYS: 'k' }, ['OPENAI_API_KEYS'])).toEqual([]);
  });
});
