import { givenSettings } from './given-settings';

describe('givenSettings', () => {
  it('are those that the environment gives, trimmed, without what differs from server to server', () => {
    const env = {
      CACHE_ENABLED: ' false ',
      OPENAI_API_KEY: 'k',
      PORT: '1',
      HOST: 'h',
      DATA_DIR: 'd',
      RUN_JOBS: 'false',
    };
    const given = givenSettings({ ...env, LOG_LEVEL: '', PATH: '/bin' });
    expect([...given]).toEqual([
      ['OPENAI_API_KEY', 'k'],
      ['CACHE_ENABLED', 'false'],
    ]);
  });
});
