import { redisConfig } from './redis-config';

const place = { port: 20_001, password: 'f00d', directory: '/data/redis' };

describe('redisConfig', () => {
  it('listens on loopback alone, wants the password, appends every write and never evicts', () => {
    const lines = redisConfig(place).split('\n');
    expect(lines).toEqual(
      expect.arrayContaining([
        'bind 127.0.0.1',
        'port 20001',
        'requirepass f00d',
        'appendonly yes',
        'appendfsync everysec',
        'maxmemory 256mb',
        'maxmemory-policy noeviction',
      ]),
    );
  });

  it('keeps a directory with spaces, quotes and backslashes in one argument', () => {
    expect(redisConfig({ ...place, directory: '/my "data"\\here' })).toContain('dir "/my \\"data\\"\\\\here"\n');
  });
});
