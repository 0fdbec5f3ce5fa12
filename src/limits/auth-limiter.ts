import { Injectable, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { HttpAdapter } from '../http/server/http-server';
import { AuthFailures } from './auth-failures';

/** Enters the limit of failed authentications where the pipeline asks. */
@Injectable()
export class AuthLimiter implements OnModuleInit {
  constructor(
    private readonly host: HttpAdapterHost<HttpAdapter>,
    private readonly failures: AuthFailures,
  ) {}

  onModuleInit(): void {
    servedBy(this.host)?.edge.authGate.limitBy(this.failures);
  }
}

/** The server of this process. A worker has none. */
export function servedBy(host: Partial<Pick<HttpAdapterHost<HttpAdapter>, 'httpAdapter'>>): HttpAdapter | undefined {
  return host.httpAdapter;
}
