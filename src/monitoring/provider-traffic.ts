import { HealthBoard, type HealthReport } from '@app/monitoring';
import { AppError, Clock } from '@app/kernel';
import type { PlannedTurn, TurnEnd } from '@app/turn';
import { Injectable, type OnModuleInit } from '@nestjs/common';

const SLOT_MS = 10_000;
const SLOTS = 30;
/** Fewer turns than that say little. */
const TELLING_TURNS = 5;
const DEGRADED_RATE = 0.2;
const DOWN_RATE = 0.9;
const MAX_PROVIDERS = 50;
/** Errors that are the provider's; all others are the caller's or ours. */
const OF_PROVIDER = /^provider_/;

interface Slot {
  number: number;
  turns: number;
  errors: number;
  latencyMs: number;
}

interface Traffic {
  slots: Slot[];
  lastErrorAt?: number;
  lastError?: string;
}

/** How each provider does, by the turns that this process asked of it in the last five minutes. */
@Injectable()
export class ProviderTraffic implements OnModuleInit {
  private readonly providers = new Map<string, Traffic>();

  constructor(
    private readonly board: HealthBoard,
    private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.board.add({ name: 'providers', report: () => this.report() });
  }

  /** Counts a turn that is over. Those that asked no provider, and those that were aborted, say nothing. */
  observe(turn: PlannedTurn, end: TurnEnd): void {
    if (end.outcome === 'aborted') return;
    if (end.outcome === 'finished' && /hit|stale/.test(end.finish.response.cache.status)) return;
    const code = end.outcome === 'failed' && end.error instanceof AppError ? end.error.code : undefined;
    if (end.outcome === 'failed' && !OF_PROVIDER.test(code ?? '')) return;
    const traffic = this.trafficOf(turn.model.descriptor.provider);
    if (traffic === undefined) return;
    const slot = this.slotOf(traffic);
    slot.turns += 1;
    slot.latencyMs += end.totalMs;
    if (code === undefined) return;
    slot.errors += 1;
    traffic.lastErrorAt = this.clock.now();
    traffic.lastError = code;
  }

  private report(): HealthReport {
    const details = Object.fromEntries([...this.providers].map(([name, traffic]) => [name, this.describe(traffic)]));
    const ill = Object.entries(details).filter(([, { status }]) => status !== 'up' && status !== 'idle');
    if (ill.length === 0) return { status: 'up', details };
    return { status: 'degraded', message: `errors of ${ill.map(([name]) => name).join(', ')}`, details };
  }

  private describe({ slots, lastErrorAt, lastError }: Traffic) {
    const oldest = this.slotNumber() - SLOTS;
    const recent = slots.filter(({ number }) => number > oldest);
    const sum = (field: 'turns' | 'errors' | 'latencyMs') => recent.reduce((total, slot) => total + slot[field], 0);
    const turns = sum('turns');
    const errorRate = turns === 0 ? 0 : Math.round((sum('errors') / turns) * 1000) / 1000;
    return {
      status: statusOf(turns, errorRate),
      turns,
      errorRate,
      ...(turns === 0 ? {} : { meanLatencyMs: Math.round(sum('latencyMs') / turns) }),
      ...(lastErrorAt === undefined ? {} : { lastErrorAt, lastError }),
    };
  }

  private trafficOf(provider: string): Traffic | undefined {
    const known = this.providers.get(provider);
    if (known !== undefined || this.providers.size >= MAX_PROVIDERS) return known;
    const traffic: Traffic = { slots: [] };
    this.providers.set(provider, traffic);
    return traffic;
  }

  private slotOf({ slots }: Traffic): Slot {
    const number = this.slotNumber();
    const last = slots.at(-1);
    if (last?.number === number) return last;
    const slot = { number, turns: 0, errors: 0, latencyMs: 0 };
    slots.push(slot);
    if (slots.length > SLOTS) slots.shift();
    return slot;
  }

  private slotNumber(): number {
    return Math.floor(this.clock.monotonicMs() / SLOT_MS);
  }
}

function statusOf(turns: number, errorRate: number): 'up' | 'degraded' | 'down' | 'idle' {
  if (turns === 0) return 'idle';
  if (turns < TELLING_TURNS) return errorRate === 1 ? 'degraded' : 'up';
  if (errorRate >= DOWN_RATE) return 'down';
  return errorRate >= DEGRADED_RATE ? 'degraded' : 'up';
}
