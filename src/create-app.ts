import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { AppModule } from './app.module';
import { configureApp } from './app.setup';
import type { AppConfig } from './config/app-config';
import { createHttpAdapter } from './http/server/http-server';
import type { StoreUrls } from './stores/stores.module';

/** The whole app, ready to listen. */
export async function createApp(config: AppConfig, stores: StoreUrls): Promise<NestFastifyApplication> {
  const app = await NestFactory.create<NestFastifyApplication>(
    AppModule.register(config, stores),
    createHttpAdapter(config.http),
    { bodyParser: false, bufferLogs: true, abortOnError: false },
  );
  configureApp(app, config.http);
  await app.init();
  return app;
}
