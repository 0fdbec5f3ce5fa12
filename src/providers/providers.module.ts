import { Global, Module, type DynamicModule, type OnApplicationShutdown } from '@nestjs/common';
import { ModelRegistry, type ProvidersConfig } from '@app/providers';
import { ModelsController } from './models.controller';
import { OpenAiModelsController } from './openai-models.controller';
import { ProviderCheckProcessor } from './provider-check.processor';
import { ProviderMetrics } from './provider-metrics';
import { ProviderStatusService } from './provider-status.service';

/** The models that can be asked, and the routes that list them. */
@Global()
@Module({})
export class ProvidersModule implements OnApplicationShutdown {
  constructor(private readonly models: ModelRegistry) {}

  static register(config: ProvidersConfig): DynamicModule {
    return {
      module: ProvidersModule,
      controllers: [ModelsController, OpenAiModelsController],
      providers: [
        { provide: ModelRegistry, useFactory: () => new ModelRegistry(config) },
        ProviderStatusService,
        ProviderCheckProcessor,
        ProviderMetrics,
      ],
      exports: [ModelRegistry],
    };
  }

  async onApplicationShutdown(): Promise<void> {
    await this.models.close();
  }
}
