// The thread that the model runs in. Started by InferenceThread; talks in the messages of messages.ts.
import { readFileSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import { loadModel } from '../inference/load-model';
import { TextGenerator } from '../inference/text-generator';
import { ModelFileError } from '../model-file-error';
import { GenerationLoop } from './generation-loop';
import type { FromWorker, ToWorker, WorkerData } from './messages';

function start(port: NonNullable<typeof parentPort>, { modelPath }: WorkerData): void {
  const tell = (message: FromWorker): void => port.postMessage(message);
  const began = performance.now();
  try {
    const model = loadModel(readFileSync(modelPath));
    const loop = new GenerationLoop(new TextGenerator(model), tell);
    port.on('message', (message: ToWorker) => {
      if (message.type === 'cancel') loop.cancel(message.id);
      else void loop.run(message.id, message.request);
    });
    tell({ type: 'ready', contextLength: model.network.shape.contextLength, loadMs: performance.now() - began });
  } catch (error) {
    tell({ type: 'failed', message: reasonOf(error) });
  }
}

/** Without paths: the message may reach a client. */
function reasonOf(error: unknown): string {
  if (error instanceof ModelFileError) return error.message;
  if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return 'The model file is not there.';
  return 'The model file cannot be read.';
}

if (parentPort === null) throw new Error('This file runs as a worker thread.');
start(parentPort, workerData as WorkerData);
