import { TurnRecorder } from '@app/analytics';
import { Injectable, type BeforeApplicationShutdown } from '@nestjs/common';

/** Writes what waits before the process ends and its connections close. */
@Injectable()
export class AnalyticsFlush implements BeforeApplicationShutdown {
  constructor(private readonly recorder: TurnRecorder) {}

  async beforeApplicationShutdown(): Promise<void> {
    await this.recorder.stop();
  }
}
