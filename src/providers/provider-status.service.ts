import type { ModelInfo } from '@app/contracts';
import { Clock } from '@app/kernel';
import { ModelRegistry, type ProviderCheck } from '@app/providers';
import type { ProviderCheckPayload } from '@app/queue';
import { Injectable, Logger } from '@nestjs/common';
import { redisKey, RedisStore } from '@app/storage';
import { readProviderChecks } from './read-provider-checks';

const KEY = redisKey('system', 'provider-status');
/** How long what was read is used without asking again, milliseconds. */
const FRESH_MS = 3_000;

/** The last check's result by provider. */
export type ProviderChecks = ReadonlyMap<string, ProviderCheck>;

const NONE: ProviderChecks = new Map();

/**
 * What is known of the providers: one process checks, all read it from Redis. While Redis is away nothing is known, and nothing
 * fails for it.
 */
@Injectable()
export class ProviderStatusService {
  private readonly logger = new Logger('Providers');
  private known: Promise<ProviderChecks> = Promise.resolve(NONE);
  private readAtMs = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly models: ModelRegistry,
    private readonly redis: RedisStore,
    private readonly clock: Clock,
  ) {}

  /**
   * Checks every configured provider, keeps the results for all processes and logs each change in one line. Rejects when the
   * results cannot be kept, and when the signal aborts.
   */
  async check({ validForMs }: ProviderCheckPayload, signal: AbortSignal): Promise<void> {
    const [before, checks] = await Promise.all([this.read(), this.models.checkProviders(signal)]);
    await this.redis.command('SET', KEY, JSON.stringify(checks), 'PX', validForMs);
    this.keep(Promise.resolve(byProvider(checks)));
    for (const { provider, result } of checks) this.logChange(provider, before.get(provider)?.result, result);
  }

  /** The last results that still count; none when Redis does not answer. At most 3 s old. */
  async latest(): Promise<ProviderChecks> {
    if (this.clock.monotonicMs() - this.readAtMs >= FRESH_MS) this.keep(this.read());
    return this.known;
  }

  /** The models with what is known of their providers. */
  async addTo(models: readonly ModelInfo[]): Promise<ModelInfo[]> {
    const checks = await this.latest();
    return models.map((model) => {
      const result = model.available ? checks.get(model.provider)?.result : undefined;
      return result === undefined || result === 'unknown' ? model : { ...model, providerStatus: result };
    });
  }

  private keep(checks: Promise<ProviderChecks>): void {
    this.known = checks;
    this.readAtMs = this.clock.monotonicMs();
  }

  private async read(): Promise<ProviderChecks> {
    try {
      return byProvider(readProviderChecks(await this.redis.command('GET', KEY)));
    } catch {
      return NONE; // Redis is away, which its connection logs: then nothing is known
    }
  }

  /** Warnings both ways, because whoever saw the one waits for the other. A first `ok` is no news. */
  private logChange(provider: string, before: ProviderCheck['result'] | undefined, now: ProviderCheck['result']): void {
    if (before === now || (before === undefined && now === 'ok')) return;
    this.logger.warn(`The provider ${provider} went from ${before ?? 'not checked'} to ${now}.`);
  }
}

function byProvider(checks: readonly ProviderCheck[]): ProviderChecks {
  return new Map(checks.map((check) => [check.provider, check]));
}
