import { settingsInForce } from './settings-in-force';

describe('settingsInForce', () => {
  const SECRET = 'sk-never-to-be-seen-anywhere';
  const env = {
    PORT: '8080',
    LOG_LEVEL: ' warn ',
    OPENAI_API_KEY: SECRET,
    REDIS_URL: `redis://:${SECRET}@host`,
    HOST: '',
  };
  const settings = settingsInForce(env, 'LOG_LEVEL=warn\nPORT=3001\n');
  const find = (name: string) => settings.find((setting) => setting.name === name);

  it('tells where each value comes from', () => {
    expect(find('PORT')).toMatchObject({ value: '8080', origin: 'environment', defaultValue: '3000', group: 'Server' });
    expect(find('LOG_LEVEL')).toMatchObject({ value: 'warn', origin: 'env_file' });
    expect(find('HOST')).toMatchObject({ value: '127.0.0.1', origin: 'default' });
    expect(find('MISTRAL_API_KEY')).toMatchObject({ origin: 'unset', secret: true });
  });

  it('never gives a secret away', () => {
    expect(find('OPENAI_API_KEY')).toMatchObject({ origin: 'environment', secret: true });
    expect(find('OPENAI_API_KEY')).not.toHaveProperty('value');
    expect(JSON.stringify(settings)).not.toContain(SECRET);
  });
});
