import { readRedisInfo } from './redis-info';

describe('the reply of INFO', () => {
  it('gives what is told of the server', () => {
    const reply =
      '# Server\r\nredis_version:7.0.15\r\n# Clients\r\nconnected_clients:4\r\nused_memory:1024\r\nmaxmemory:4096\r\nrole:master\r\n';
    expect(readRedisInfo(reply)).toEqual({
      version: '7.0.15',
      connectedClients: 4,
      usedBytes: 1024,
      maxBytes: 4096,
      role: 'master',
    });
  });

  it('is read when most of it is missing', () => {
    expect(readRedisInfo('')).toMatchObject({ version: 'unknown', usedBytes: 0, maxBytes: 0 });
  });
});
