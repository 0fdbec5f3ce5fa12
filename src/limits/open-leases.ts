import { SharedLimitStore, type LeaseName } from '@app/limits';
import { Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { LEASE_TTL_MS } from './request-limits';

/** Each lease is renewed this often within its time, so that one renewal may fail. */
const RENEWALS_PER_TTL = 3;

type OpenLease = LeaseName & { readonly scope: string };

/**
 * The places of running chats that this process holds, kept by one timer for all of them. What a process that died held is free
 * again after a minute at most.
 */
@Injectable()
export class OpenLeases implements OnModuleInit, OnApplicationShutdown {
  private readonly open = new Set<OpenLease>();
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly store: SharedLimitStore) {}

  onModuleInit(): void {
    this.timer = setInterval(() => void this.renew(), LEASE_TTL_MS / RENEWALS_PER_TTL);
    this.timer.unref();
  }

  /** Takes over a lease that was just opened. The function that is given back ends it. */
  keep(scope: string, { name, id }: LeaseName): () => void {
    const lease: OpenLease = { scope, name, id };
    this.open.add(lease);
    return () => {
      if (this.open.delete(lease)) void this.store.release(scope, lease);
    };
  }

  /** Prolongs all of them. Never rejects. */
  async renew(): Promise<void> {
    await Promise.all([...this.open].map((lease) => this.store.renew(lease.scope, lease, LEASE_TTL_MS)));
  }

  onApplicationShutdown(): void {
    clearInterval(this.timer);
  }
}
