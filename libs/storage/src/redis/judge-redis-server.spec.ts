import { judgeRedisConnection, judgeRedisServer, type RedisFinding } from './judge-redis-server';

const brief = (findings: RedisFinding[]) => findings.map(({ severity, code }) => `${severity} ${code}`);
const infoOf = (fields: Record<string, string>) =>
  `# Server\r\n${Object.entries(fields)
    .map(([name, value]) => `${name}:${value}\r\n`)
    .join('')}`;

describe('judging how Redis is reached', () => {
  const fine = { isRemote: true, usesTls: true, password: 'long and random', isPrivate: false };

  it.each([
    ['a proper one', {}, []],
    ['plain text to another host', { usesTls: false }, ['warn plain_text']],
    ['plain text on this host', { usesTls: false, isRemote: false }, []],
    ['a well-known password on another host', { password: 'Redis' }, ['refuse default_password']],
    ['a well-known password on this host', { password: 'foobared', isRemote: false }, ['warn default_password']],
    ['no password on another host', { password: undefined }, ['warn no_password']],
    ['no password on this host', { password: undefined, isRemote: false }, []],
  ])('%s', (_, change, findings) => {
    expect(brief(judgeRedisConnection({ ...fine, ...change }))).toEqual(findings);
  });

  it('shows no secret', () => {
    const findings = judgeRedisConnection({ ...fine, password: 'changeme', usesTls: false });
    expect(JSON.stringify(findings)).not.toContain('changeme');
  });
});

describe('judging a Redis server by what it says of itself', () => {
  const judge = (fields: Record<string, string>, isPrivate = false) =>
    brief(judgeRedisServer(infoOf({ redis_version: '8.2.2', ...fields }), { isPrivate }));

  it.each([
    ['noeviction', []],
    ['volatile-lru', ['warn eviction_policy']],
    ['allkeys-lru', ['refuse eviction_policy']],
  ])('knows what the policy %s would lose', (policy, findings) => {
    expect(judge({ maxmemory_policy: policy })).toEqual(findings);
  });

  it.each([
    ['6.0.16', ['refuse too_old']],
    ['6.2.19', ['warn known_hole']],
    ['6.2.20', []],
    ['7.0.15', ['warn known_hole']],
    ['7.2.11', []],
    ['8.0.3', ['warn known_hole']],
    ['8.4.0', []],
    ['9.0.0', []],
  ])('knows the holes of version %s', (version, findings) => {
    expect(judge({ redis_version: version })).toEqual(findings);
  });

  it('judges Valkey by its own versions, and leaves those of a private server alone', () => {
    expect(judge({ redis_version: '7.2.4', valkey_version: '8.1.4' })).toEqual([]);
    expect(judge({ redis_version: '7.2.4', valkey_version: '8.1.3' })).toEqual(['warn known_hole']);
    expect(judge({ redis_version: '7.0.15', maxmemory_policy: 'noeviction' }, true)).toEqual([]);
  });

  it('finds nothing in what is not said', () => {
    expect(judgeRedisServer('', { isPrivate: false })).toEqual([]);
  });
});
