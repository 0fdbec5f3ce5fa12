import { HealthBoard, type HealthReport } from '@app/monitoring';
import { QUEUE_NAMES } from '@app/queue';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { JobQueues } from '../jobs/job-queues';

/** Jobs of one queue by their state. */
export interface QueueDepth {
  waiting: number;
  active: number;
  delayed: number;
  failed: number;
}

/** How full the queues are. They belong to all processes together. */
@Injectable()
export class QueueContributor implements OnModuleInit {
  constructor(
    private readonly board: HealthBoard,
    private readonly queues: JobQueues,
  ) {}

  onModuleInit(): void {
    this.board.add({ name: 'queues', report: () => this.report() });
  }

  private async report(): Promise<HealthReport> {
    const depths = await Promise.all(
      QUEUE_NAMES.map(async (name): Promise<[string, QueueDepth]> => {
        const { waiting, active, delayed, failed } = await this.queues.queueOf(name).getJobCounts();
        return [name, { waiting, active, delayed, failed }];
      }),
    );
    return { status: 'up', details: Object.fromEntries(depths) };
  }
}
