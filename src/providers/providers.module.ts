import { Global, Module, type DynamicModule, type OnApplicationShutdown } from '@nestjs/common';
import { ModelRegistry, type ProvidersConfig } from '@app/providers';
import { ModelsController } from './models.controller';
import { OpenAiModelsController } from './openai-models.controller';

/** The models that can be asked, and the routes that list them. */
@Global()
@Module({})
export class ProvidersModule implements OnApplicationShutdown {
  constructor(private readonly models: ModelRegistry) {}

  static register(config: ProvidersConfig): DynamicModule {
    return {
      module: ProvidersModule,
      controllers: [ModelsController, OpenAiModelsController],
      providers: [{ provide: ModelRegistry, useFactory: () => new ModelRegistry(config) }],
      exports: [ModelRegistry],
    };
  }

  async onApplicationShutdown(): Promise<void> {
    await this.models.close();
  }
}
