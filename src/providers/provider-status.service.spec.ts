import type { ModelInfo } from '@app/contracts';
import type { ModelRegistry, ProviderCheck } from '@app/providers';
import type { RedisStore } from '@app/storage';
import { ManualClock } from '@app/testing';
import { Logger } from '@nestjs/common';
import { ProviderStatusService } from './provider-status.service';

const NEVER = new AbortController().signal;

class FakeRedis {
  stored: string | null = null;
  ttlMs = 0;
  reads = 0;
  away = false;

  command(name: 'GET' | 'SET', _key: string, value: string, _unit: 'PX', ttlMs: number): Promise<unknown> {
    if (name === 'GET') this.reads += 1;
    if (this.away) return Promise.reject(new Error('away'));
    if (name === 'GET') return Promise.resolve(this.stored);
    this.stored = value;
    this.ttlMs = ttlMs;
    return Promise.resolve('OK');
  }
}

const check = (result: ProviderCheck['result'], provider = 'openai'): ProviderCheck => ({
  provider,
  result,
  latencyMs: 12,
  checkedAt: 1_795_377_600_000,
});
const model = (provider: string, available = true): ModelInfo => ({
  id: `${provider}/m`,
  provider,
  aliases: [],
  available,
  default: false,
  nativeReasoning: false,
  tools: false,
});

describe('ProviderStatusService', () => {
  let redis: FakeRedis;
  let clock: ManualClock;
  let checks: ProviderCheck[];
  let warnings: string[];

  beforeEach(() => {
    redis = new FakeRedis();
    clock = new ManualClock();
    warnings = [];
    jest.spyOn(Logger.prototype, 'warn').mockImplementation((line: string) => void warnings.push(line));
  });
  afterEach(() => jest.restoreAllMocks());

  const service = (): ProviderStatusService => {
    const models = { checkProviders: () => Promise.resolve(checks) };
    return new ProviderStatusService(models as unknown as ModelRegistry, redis as unknown as RedisStore, clock);
  };

  it('keeps the results as long as they count, and shows them at the models of their provider', async () => {
    checks = [check('ok'), check('unreachable', 'vllm'), check('unknown', 'groq')];
    await service().check({ validForMs: 900_000 }, NEVER);

    const shown = await service().addTo([model('openai'), model('vllm'), model('groq'), model('mistral')]);

    expect(redis.ttlMs).toBe(900_000);
    expect(shown.map(({ providerStatus }) => providerStatus)).toEqual(['ok', 'unreachable', undefined, undefined]);
    expect(shown[3]).not.toHaveProperty('providerStatus');
  });

  it('shows nothing at models that this process cannot ask', async () => {
    checks = [check('ok')];
    await service().check({ validForMs: 1 }, NEVER);

    expect(await service().addTo([model('openai', false)])).toEqual([model('openai', false)]);
  });

  it('logs each change once, and says nothing while a provider stays as it is', async () => {
    const status = service();
    for (const result of ['ok', 'ok', 'key_refused', 'key_refused', 'ok'] as const) {
      checks = [check(result)];
      await status.check({ validForMs: 1 }, NEVER);
    }

    expect(warnings).toEqual([
      'The provider openai went from ok to key_refused.',
      'The provider openai went from key_refused to ok.',
    ]);
  });

  it('asks Redis once in three seconds, however often the models are listed', async () => {
    const status = service();
    await Promise.all([status.latest(), status.latest()]);
    clock.advance(2_999);
    await status.latest();
    expect(redis.reads).toBe(1);

    clock.advance(1);
    await status.latest();
    expect(redis.reads).toBe(2);
  });

  it('knows nothing while Redis is away, and fails nobody for it', async () => {
    redis.away = true;

    expect(await service().addTo([model('openai')])).toEqual([model('openai')]);
  });

  it.each(['no JSON', '{}', '[1, {"provider": "openai"}, {"provider": 3, "result": "ok"}]'])(
    'takes %j in Redis for nothing known',
    async (stored) => {
      redis.stored = stored;

      expect((await service().latest()).size).toBe(0);
    },
  );
});
