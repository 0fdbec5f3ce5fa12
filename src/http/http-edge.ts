import type { Clock, IdGenerator } from '@app/kernel';
import type { AuthGate } from './auth/auth-attempts';
import type { RoutePolicies } from './auth/route-policies';
import type { ErrorResponder } from './errors/error-responder';
import type { HttpOptions } from './http-options';
import type { Logger } from './logging/logger';
import type { RequestLog } from './logging/request-log';
import type { HttpMetrics } from './metrics/http-metrics';
import type { ClientAddresses } from './request/client-address';
import type { AllowedMethods } from './request/allowed-methods';
import type { RequestRoutes } from './request/request-route';
import type { ConnectionGate } from './server/connection-gate';
import type { OpenStreams } from './sse/open-streams';

/** What the parts of the HTTP edge share. One per app; hangs on its Fastify instance as `edge`. */
export interface HttpEdge {
  readonly options: HttpOptions;
  readonly logger: Logger;
  readonly clock: Clock;
  readonly ids: IdGenerator;
  readonly errors: ErrorResponder;
  readonly streams: OpenStreams;
  readonly gate: ConnectionGate;
  readonly methods: AllowedMethods;
  readonly addresses: ClientAddresses;
  readonly authGate: AuthGate;
  readonly routes: RequestRoutes;
  /** Every route of the app with who may call it. */
  readonly policies: RoutePolicies;
  readonly metrics: HttpMetrics;
  readonly requestLog: RequestLog;
}

declare module 'fastify' {
  interface FastifyInstance {
    edge: HttpEdge;
  }
}
