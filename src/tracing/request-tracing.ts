import { Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance } from 'fastify';
import { Tracing } from './tracing';

/** Traces requests, by a hook that is only there when traces are on; and sends what waits at the end. */
@Injectable()
export class RequestTracing implements OnModuleInit, OnApplicationShutdown {
  constructor(
    private readonly tracing: Tracing,
    private readonly host: HttpAdapterHost,
  ) {}

  onModuleInit(): void {
    // A worker has no HTTP server.
    const adapter = this.host.httpAdapter as { getInstance(): FastifyInstance } | undefined;
    if (!this.tracing.isOn || adapter === undefined) return;
    adapter.getInstance().addHook('onRequest', (request, reply, done) => {
      const span = this.tracing.request(request.id, request.method, request.headers);
      reply.raw.once('close', () => span.end(reply.statusCode, request.routeOptions.url));
      done();
    });
  }

  async onApplicationShutdown(): Promise<void> {
    await this.tracing.stop();
  }
}
