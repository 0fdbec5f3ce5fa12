// Preloaded into a server: at SIGUSR2 it collects garbage and writes what is left to the file that BENCH_HEAP_FILE names.
const { renameSync, writeFileSync } = require('node:fs');
const { isMainThread } = require('node:worker_threads');

const file = process.env.BENCH_HEAP_FILE;

if (isMainThread && file !== undefined) {
  process.on('SIGUSR2', () => {
    // What a first collection finalises only a second one frees.
    for (let round = 0; round < 2; round++) globalThis.gc();
    writeFileSync(`${file}.part`, JSON.stringify(process.memoryUsage()));
    renameSync(`${file}.part`, file);
  });
}
