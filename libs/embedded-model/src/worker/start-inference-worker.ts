import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Worker, type WorkerOptions } from 'node:worker_threads';
import type { WorkerData } from './messages';

const COMPILER = join('scripts', 'register-ts.cjs');

/** Starts the thread that runs the model. */
export function startInferenceWorker(data: WorkerData): Worker {
  const { path, options } = workerEntry();
  return new Worker(path, { ...options, workerData: data, name: 'embedded-model' });
}

/** The worker's file and how node is to load it: compiled beside this file, or as TypeScript where that is what runs. */
function workerEntry(): { path: string; options: WorkerOptions } {
  if (!__filename.endsWith('.ts')) return { path: join(__dirname, 'inference-worker.js'), options: {} };
  // Tests and benchmarks run the sources; a thread does not inherit how its parent compiles them.
  return {
    path: join(__dirname, 'inference-worker.ts'),
    options: { execArgv: ['-r', findAbove(__dirname, COMPILER)] },
  };
}

function findAbove(folder: string, name: string): string {
  const path = join(folder, name);
  if (existsSync(path)) return path;
  const parent = dirname(folder);
  if (parent === folder) throw new Error(`There is no ${name} above the sources.`);
  return findAbove(parent, name);
}
