import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { SwaggerModule } from '@nestjs/swagger';
import { IdempotencyStore } from '@app/idempotency';
import { Authenticator } from '@app/identity';
import type { HttpOptions } from './http/http-options';
import { applyHttpPipeline } from './http/pipeline';
import { JobQueues } from './jobs/job-queues';
import { serveQueueBoard } from './jobs/queue-board';
import { createOpenApiDocument } from './open-api';
import { serveWebApp } from './web/serve-web-app';

/** Makes a created app into the one that is served: the HTTP pipeline, the API's description, the web app. Used by the start and by every end-to-end test. */
export function configureApp(app: NestFastifyApplication, options: HttpOptions): void {
  applyHttpPipeline(app, options, app.get(Authenticator), app.get(IdempotencyStore));
  SwaggerModule.setup('docs', app, () => createOpenApiDocument(app), {
    jsonDocumentUrl: 'docs/openapi.json',
    yamlDocumentUrl: 'docs/openapi.yaml',
    customSiteTitle: 'Stepwise API',
  });
  const instance = app.getHttpAdapter().getInstance();
  serveQueueBoard(instance, app.get(JobQueues));
  serveWebApp(instance);
}
