import { runEntry } from './run-entry';
import { runWorker } from './run-worker';

/** Entry of a worker: the same program without a listener, which only works the queues. */
void runEntry(runWorker);
