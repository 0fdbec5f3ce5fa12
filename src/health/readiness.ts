import { Injectable } from '@nestjs/common';

/** Whether this process still takes new work. It stops at the first stop signal, before running answers are drained. */
@Injectable()
export class Readiness {
  private stopping = false;

  get isStopping(): boolean {
    return this.stopping;
  }

  beginStopping(): void {
    this.stopping = true;
  }
}
