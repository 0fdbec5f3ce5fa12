import { HealthBoard, type HealthContributor, type HealthReport } from '@app/monitoring';
import { Clock } from '@app/kernel';
import { Injectable } from '@nestjs/common';
import { HealthIndicatorService, type HealthIndicatorResult } from '@nestjs/terminus';

const FRESH_MS = 1_000;
const PATIENCE_MS = 1_000;

/** A contributor's state, as it is told. */
export interface SampledHealth extends HealthReport {
  name: string;
  isCritical: boolean;
  /** When it was last found to be not `up`, epoch milliseconds. Absent: never, since the start of this process. */
  lastErrorAt?: number;
}

/** Asks every contributor, at most once a second however many people look. */
@Injectable()
export class HealthSampler {
  private readonly lastErrors = new Map<string, number>();
  private sampled: Promise<SampledHealth[]> | undefined;
  private sampledAtMs = 0;

  constructor(
    private readonly board: HealthBoard,
    private readonly terminus: HealthIndicatorService,
    private readonly clock: Clock,
  ) {}

  /** At most a second old. Never rejects. */
  sample(): Promise<SampledHealth[]> {
    const now = this.clock.monotonicMs();
    if (this.sampled === undefined || now - this.sampledAtMs >= FRESH_MS) {
      this.sampledAtMs = now;
      this.sampled = Promise.all(this.board.contributors().map((contributor) => this.ask(contributor)));
    }
    return this.sampled;
  }

  /** The same as Terminus has it: what is degraded is up. */
  toIndicator({ name, status, isCritical: _isCritical, ...rest }: SampledHealth): HealthIndicatorResult {
    const indicator = this.terminus.check(name);
    return status === 'down' ? indicator.down(rest) : indicator.up({ ...rest, degraded: status === 'degraded' });
  }

  private async ask(contributor: HealthContributor): Promise<SampledHealth> {
    const { name, isCritical = false } = contributor;
    const report = await reportOf(contributor);
    if (report.status !== 'up') this.lastErrors.set(name, this.clock.now());
    const lastErrorAt = this.lastErrors.get(name);
    return { name, isCritical, ...report, ...(lastErrorAt === undefined ? {} : { lastErrorAt }) };
  }
}

async function reportOf(contributor: HealthContributor): Promise<HealthReport> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<HealthReport>((resolve) => {
    timer = setTimeout(() => resolve({ status: 'down', message: 'it does not answer' }), PATIENCE_MS);
  });
  try {
    return await Promise.race([contributor.report(), late]);
  } catch {
    // What was thrown may hold addresses; whoever threw it logs it.
    return { status: 'down', message: 'it could not be asked' };
  } finally {
    clearTimeout(timer);
  }
}
