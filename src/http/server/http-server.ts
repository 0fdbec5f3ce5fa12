import { RandomIdGenerator, SystemClock, type Clock, type IdGenerator } from '@app/kernel';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyHttpOptions, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Server } from 'node:http';
import { AuthGate } from '../auth/auth-attempts';
import { RoutePolicies } from '../auth/route-policies';
import { addJsonParser } from '../body/json-content-parser';
import { ErrorResponder } from '../errors/error-responder';
import type { HttpEdge } from '../http-edge';
import type { HttpOptions } from '../http-options';
import { createLogger, type Logger } from '../logging/logger';
import { RequestLog } from '../logging/request-log';
import { HttpMetrics } from '../metrics/http-metrics';
import { AllowedMethods } from '../request/allowed-methods';
import { ClientAddresses } from '../request/client-address';
import { beginRequest } from '../request/begin-request';
import { requestIdFrom } from '../request/request-id';
import { RequestRoutes } from '../request/request-route';
import { OpenStreams } from '../sse/open-streams';
import { ConnectionGate } from './connection-gate';
import { createNodeServer } from './node-server';

const MAX_PARAM_LENGTH = 200;

/** What a test replaces. */
export interface HttpParts {
  logger?: Logger;
  clock?: Clock;
  ids?: IdGenerator;
}

/** Nest's Fastify adapter on our server. Its `edge` holds what the parts of the HTTP layer share. */
export class HttpAdapter extends FastifyAdapter {
  constructor(
    readonly edge: HttpEdge,
    options: FastifyHttpOptions<Server> & { skipMiddie: boolean },
  ) {
    super(options);
    const instance = this.getInstance<FastifyInstance>();
    instance.decorate('edge', edge);
    addJsonParser(instance, edge.options.bodyLimitBytes);
    instance.addHook('onRoute', ({ method, url }) => edge.methods.add(method, url));
    instance.addHook('preClose', (done) => {
      edge.gate.closeSilent();
      done();
    });
  }

  /** Our JSON parser is the only one: Nest's default parsers for JSON and forms stay out. */
  override registerParserMiddleware(): void {
    // Nothing to register.
  }
}

/**
 * The HTTP server under the app: limits and timeouts of connections, headers and bodies, and our error body where Node
 * or Fastify would answer by themselves. Nest middleware is off (`skipMiddie`): the pipeline has hooks instead.
 */
export function createHttpAdapter(options: HttpOptions, parts: HttpParts = {}): HttpAdapter {
  const edge = createEdge(options, parts);
  return new HttpAdapter(edge, {
    logger: false,
    skipMiddie: true,
    bodyLimit: options.bodyLimitBytes,
    trustProxy: options.trustedProxies.length > 0 ? [...options.trustedProxies] : false,
    genReqId: requestIdFrom(edge.ids),
    routerOptions: { maxParamLength: MAX_PARAM_LENGTH },
    serverFactory: (listener) => createNodeServer(listener, edge),
    clientErrorHandler: () => undefined, // the server has its own, on every address it listens on
    frameworkErrors: (error: Error, request: unknown, reply: unknown) => {
      // A malformed address: Fastify runs no hook for it.
      beginRequest(edge, request as FastifyRequest, reply as FastifyReply);
      edge.errors.answer(error, request as FastifyRequest, reply as FastifyReply);
    },
  });
}

function createEdge(options: HttpOptions, parts: HttpParts): HttpEdge {
  const logger = parts.logger ?? createLogger(options.logLevel);
  const streams = new OpenStreams();
  return {
    options,
    logger,
    clock: parts.clock ?? new SystemClock(),
    ids: parts.ids ?? new RandomIdGenerator(),
    errors: new ErrorResponder(logger),
    streams,
    gate: new ConnectionGate(options.maxConnections),
    authGate: new AuthGate(),
    methods: new AllowedMethods(),
    addresses: new ClientAddresses(options.trustedProxies, options.trustedProxyHeader),
    routes: new RequestRoutes(),
    policies: new RoutePolicies(),
    metrics: new HttpMetrics(streams),
    requestLog: new RequestLog(logger),
  };
}
