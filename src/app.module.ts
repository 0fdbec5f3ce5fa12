import { Module, type DynamicModule } from '@nestjs/common';
import { AnalyticsModule } from './analytics/analytics.module';
import { AuditModule } from './audit/audit.module';
import { CacheModule } from './cache/cache.module';
import { AuthModule } from './auth/auth.module';
import { ChatTurnService } from './chat/chat-turn.service';
import { ChatModule } from './chat/chat.module';
import { BareTurns } from './chat/bare-turns';
import type { AppConfig } from './config/app-config';
import { ConversationsModule } from './conversations/conversations.module';
import { CoreModule } from './core.module';
import { EvaluationsModule } from './evaluations/evaluations.module';
import { HealthOptions } from './health/health-options';
import { HealthModule } from './health/health.module';
import { LimitsModule } from './limits/limits.module';
import { WorkLimits } from './limits/work-limits';
import { HttpModule } from './http/http.module';
import { IdempotencyModule } from './http/idempotency/idempotency.module';
import { JobsModule } from './jobs/jobs.module';
import { MonitoringModule } from './monitoring/monitoring.module';
import { PrivacyModule } from './privacy/privacy.module';
import { ProvidersModule } from './providers/providers.module';
import { ReasoningLedgerModule } from './reasoning-ledger/reasoning-ledger.module';
import { ReasoningModule } from './reasoning/reasoning.module';
import { TracingModule } from './tracing/tracing.module';
import { TurnAnswerers } from './turn-answerers';
import { TURN_ORDER } from './turn-order';
import { SessionsModule } from './sessions/sessions.module';
import { SettingsModule } from './settings/settings.module';
import { UsageModule } from './usage/usage.module';
import { StoresModule, type StoreUrls } from './stores/stores.module';
import { WarmupModule } from './warmup/warmup.module';

/** The composition root: lists the features and gives each its settings. No logic. */
@Module({})
export class AppModule {
  static register(config: AppConfig, stores: StoreUrls): DynamicModule {
    const jobs = JobsModule.register(config.jobs, stores.redis);
    const limits = LimitsModule.register(config.limits);
    const cache = CacheModule.register(config.cache);
    const sessions = SessionsModule.register(config.sessions);
    const usage = UsageModule.register(config.usage);
    const analytics = AnalyticsModule.register(config.analytics);
    const monitoring = MonitoringModule.register(config.monitoring, jobs, config.jobs.enabled);
    const conversations = ConversationsModule.register(config.conversations);
    const ledger = ReasoningLedgerModule.register(config.conversations);
    const tracing = TracingModule.register(config.tracing);
    const auth = AuthModule.register(config.auth);
    const chat = ChatModule.register(TURN_ORDER, [
      ledger,
      limits,
      sessions,
      conversations,
      cache,
      analytics,
      monitoring,
      usage,
      tracing,
    ]);
    return {
      module: AppModule,
      imports: [
        CoreModule.register(config.reasoning, config.retention),
        HttpModule.register(config.http),
        StoresModule.register(stores),
        AuditModule.register(config.audit),
        auth,
        IdempotencyModule.register(config.auth),
        jobs,
        ProvidersModule.register(config.providers),
        ReasoningModule,
        limits,
        cache,
        sessions,
        analytics,
        monitoring,
        tracing,
        usage,
        PrivacyModule.register(auth),
        chat,
        conversations,
        ledger,
        evaluations(config, [chat, jobs, limits]),
        warmUps(config, [chat, jobs, cache]),
        HealthModule.register(
          new HealthOptions(stores.redis.isPrivate === true, stores.database.isPrivate === true),
          jobs,
        ),
        SettingsModule.register(config),
      ],
    };
  }
}

function evaluations({ evaluations: { datasetsDir } }: AppConfig, imports: DynamicModule[]): DynamicModule {
  const useFactory = (turns: BareTurns, limits: WorkLimits): TurnAnswerers => new TurnAnswerers(turns, limits);
  return EvaluationsModule.register({
    imports,
    datasetsDir,
    answerers: { inject: [BareTurns, WorkLimits], useFactory },
  });
}

function warmUps({ cache: { warmup } }: AppConfig, imports: DynamicModule[]): DynamicModule {
  const useFactory = (turns: ChatTurnService): ChatTurnService => turns;
  return WarmupModule.register({ imports, scheduled: warmup, turns: { inject: [ChatTurnService], useFactory } });
}
