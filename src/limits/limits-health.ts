import { ProcessRegister, SharedLimitStore } from '@app/limits';
import { HealthBoard, type HealthReport } from '@app/monitoring';
import { Injectable, type OnModuleInit } from '@nestjs/common';

/** Tells on the health page who decides about limits. */
@Injectable()
export class LimitsHealth implements OnModuleInit {
  constructor(
    private readonly board: HealthBoard,
    private readonly store: SharedLimitStore,
    private readonly processes: ProcessRegister,
  ) {}

  onModuleInit(): void {
    this.board.add({ name: 'limits', report: () => this.report() });
  }

  private report(): HealthReport {
    const { isDegraded } = this.store;
    return {
      status: isDegraded ? 'degraded' : 'up',
      ...(isDegraded ? { message: 'Redis does not decide: each server admits its share of the limits' } : {}),
      details: { decidedBy: isDegraded ? 'share' : 'store', processes: this.processes.count },
    };
  }
}
