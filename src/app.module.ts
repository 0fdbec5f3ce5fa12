import { Module, type DynamicModule } from '@nestjs/common';
import { ChatModule } from './chat/chat.module';
import type { AppConfig } from './config/app-config';
import { CoreModule } from './core.module';
import { HealthModule } from './health/health.module';
import { HttpModule } from './http/http.module';
import { JobsModule } from './jobs/jobs.module';
import { ProvidersModule } from './providers/providers.module';
import { ReasoningModule } from './reasoning/reasoning.module';
import { StoresModule, type StoreUrls } from './stores/stores.module';

/** The composition root: lists the features and gives each its settings. No logic. */
@Module({})
export class AppModule {
  static register(config: AppConfig, stores: StoreUrls): DynamicModule {
    return {
      module: AppModule,
      imports: [
        CoreModule.register(config.reasoning),
        HttpModule.register(config.http),
        StoresModule.register(stores),
        JobsModule.register(config.jobs, stores.redis),
        ProvidersModule.register(config.providers),
        ReasoningModule,
        ChatModule,
        HealthModule,
      ],
    };
  }
}
