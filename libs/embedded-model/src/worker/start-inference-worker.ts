import { Worker } from 'node:worker_threads';
import { entryFile } from '@app/kernel';
import type { WorkerData } from './messages';

/** Starts the thread that runs the model. */
export function startInferenceWorker(data: WorkerData): Worker {
  const { path, execArgv } = entryFile(__filename, 'inference-worker');
  // Without flags of its own a thread inherits those of the process.
  return new Worker(path, { ...(execArgv.length > 0 && { execArgv }), workerData: data, name: 'embedded-model' });
}
