import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { RunningTurns } from './chat/running-turns';
import { Readiness } from './health/readiness';
import { OpenStreams } from './http/sse/open-streams';
import { JobRunner } from './jobs/job-runner';

/** Time for closing once every answer has ended, milliseconds. */
const CLOSE_MS = 5_000;

/**
 * Refuses new work, gives running answers until the deadline, ends the rest with `shutting_down`, and closes the app.
 * Resolves at most a few seconds after the deadline, whatever hangs.
 */
export async function stopServer(app: NestFastifyApplication, deadlineMs: number): Promise<void> {
  const streams = app.get(OpenStreams);
  const turns = app.get(RunningTurns);
  const running = streams.count + turns.count;
  const seconds = Math.round(deadlineMs / 1000);
  process.stdout.write(
    running === 0
      ? '\nStopping.\n'
      : `\nStopping: ${running} ${running === 1 ? 'answer has' : 'answers have'} up to ${seconds} s to end; a second signal ends at once.\n`,
  );
  app.get(Readiness).beginStopping();
  await Promise.all([streams.drain(deadlineMs), turns.drain(deadlineMs), app.get(JobRunner).stop()]);
  await closeInTime(app);
}

async function closeInTime(app: NestFastifyApplication): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(() => {
      app.getHttpServer().closeAllConnections();
      resolve();
    }, CLOSE_MS);
  });
  await Promise.race([app.close(), late]);
  clearTimeout(timer);
}
