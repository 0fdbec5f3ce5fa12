import { Injectable, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import {
  InjectThrottlerOptions,
  InjectThrottlerStorage,
  ThrottlerGuard,
  type ThrottlerModuleOptions,
  type ThrottlerRequest,
  type ThrottlerStorage,
} from '@nestjs/throttler';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { clientAddress } from '../http/request/client-address';
import { refusalOf, writeLimitHeaders } from './limit-decision';
import { limitRate, type LimitRate } from './limit-rate';
import { RequestLimits } from './request-limits';

const ALLOWED = Promise.resolve(true);

/**
 * Limits all routes but chat, whose limits are a layer of the turn: they depend on what is asked, and travel with the session and
 * the cache. `@Throttle` and `@SkipThrottle` of @nestjs/throttler work as they say; a route with `@Throttle` is counted by itself.
 */
@Injectable()
export class RateLimitGuard extends ThrottlerGuard {
  constructor(
    @InjectThrottlerOptions() options: ThrottlerModuleOptions,
    @InjectThrottlerStorage() storage: ThrottlerStorage,
    reflector: Reflector,
    private readonly limits: RequestLimits,
  ) {
    super(options, storage, reflector);
  }

  override canActivate(context: ExecutionContext): Promise<boolean> {
    const limitClass = requestOf(context).route?.limitClass;
    return limitClass === 'unlimited' || limitClass === 'chat' ? ALLOWED : super.canActivate(context);
  }

  protected override async handleRequest({ context, limit, ttl }: ThrottlerRequest): Promise<boolean> {
    const request = requestOf(context);
    const { principal, route } = request;
    const limitClass = route?.limitClass;
    if (limitClass === undefined || limitClass === 'unlimited') return true;
    const rate = limit > 0 && ttl > 0 ? routeRate(context, limit, ttl) : undefined;
    const decision = await this.limits.decide({ limitClass, principal, address: clientAddress(request), rate });
    if (decision === undefined) return true;
    const reply = context.switchToHttp().getResponse<FastifyReply>();
    writeLimitHeaders(decision, (name, value) => void reply.header(name, value));
    if (!decision.admitted) throw refusalOf(decision);
    return true;
  }
}

/** The rate that a route names by `@Throttle`: its limit in this many milliseconds. */
function routeRate(context: ExecutionContext, quota: number, windowMs: number): LimitRate {
  const name = `route:${context.getClass().name}.${context.getHandler().name}`;
  return limitRate(name, 'requests', { quota, windowMs, burst: quota });
}

function requestOf(context: ExecutionContext): FastifyRequest {
  return context.switchToHttp().getRequest<FastifyRequest>();
}
