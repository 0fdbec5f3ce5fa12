import { misspeltSettings } from './misspelt-settings';

describe('misspeltSettings', () => {
  it('names what was probably meant, and nothing of the value', () => {
    expect(misspeltSettings({ RATE_LIMIT_REQEUSTS: '1', OPENAI_APIKEY: 'secret' })).toEqual([
      'RATE_LIMIT_REQEUSTS is no setting and changes nothing; did you mean RATE_LIMIT_REQUESTS?',
      'OPENAI_APIKEY is no setting and changes nothing; did you mean OPENAI_API_KEY?',
    ]);
  });

  it('leaves alone settings and what belongs to other programs', () => {
    const others = {
      PATH: '',
      HOME: '',
      HOSTNAME: '',
      NODE_ENV: '',
      npm_config_cache: '',
      SSH_AUTH_SOCK: '',
      LC_ALL: '',
    };
    expect(misspeltSettings({ ...others, PORT: '1', OPENAI_API_KEY: 'k', GROQ_API_KEY: 'k' })).toEqual([]);
  });
});
