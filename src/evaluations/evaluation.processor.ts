import { readJobPayload, type JobName, type QueueName } from '@app/queue';
import { Process, Processor } from '@nestjs/bull';
import type { OnModuleDestroy } from '@nestjs/common';
import type { Job } from 'bull';
import { EvaluationWorker, WorkerStops } from './evaluation-worker';

/** Runs evaluations, one at a time in a process. Done twice, an evaluation goes on where it stopped. */
@Processor('evaluations' satisfies QueueName)
export class EvaluationProcessor implements OnModuleDestroy {
  private readonly stopping = new AbortController();

  constructor(private readonly worker: EvaluationWorker) {}

  @Process('evaluation' satisfies JobName)
  async run({ data }: Job): Promise<void> {
    await this.worker.run(readJobPayload('evaluation', data).evaluationId, this.stopping.signal);
  }

  /** What runs then is gone on with by another process, or by this one after its next start. */
  onModuleDestroy(): void {
    this.stopping.abort(new WorkerStops());
  }
}
