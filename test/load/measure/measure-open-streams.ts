import { setTimeout as delay } from 'node:timers/promises';
import type { LoadTarget } from '../load/chat-targets';
import { runClosedLoop } from '../load/closed-loop';
import { OpenStreams } from '../load/open-streams';
import type { HeapProbe } from './heap-probe';
import { cpuMicros, processTree, residentKib } from './process-stats';
import { median } from './statistics';

const KIB_PER_MIB = 1024;
const WARM_UP_STREAMS = 50;
const WARM_UP_SECONDS = 3;
const SETTLE_MS = 2_000;
const SAMPLE_EVERY_MS = 250;
const SAMPLES = 24;
const IDLE_LIMIT_MS = 45_000;
const IDLE_MICROS_PER_SECOND = 100_000;

/** Streams to hold open. */
export interface HoldOptions {
  target: LoadTarget;
  /** The same server with streams that end, to bring it to working temperature. */
  warmUp: LoadTarget;
  count: number;
  /** True: their readers stop reading. */
  stalled: boolean;
  /** Of the server, when it was started with its flags. */
  probe?: HeapProbe | undefined;
}

/** What holding them cost. */
export interface HoldFigures {
  /** Resident memory of the server above its idle state, per stream, KiB: middle of the samples. */
  kibPerStream: number;
  /** What a garbage collection leaves of its heap that is gone when the streams are closed, per stream, KiB; NaN without a probe. */
  heapKibPerStream: number;
  /** CPU time per event that reached a reader, microseconds; NaN for readers that do not read. */
  cpuMicrosPerEvent: number;
  /** Streams that were refused or lost. */
  errors: number;
}

/** Measures a freshly started server: memory that earlier streams left behind would hide what new ones need. */
export async function measureOpenStreams(options: HoldOptions): Promise<HoldFigures> {
  const { target, warmUp, count, stalled, probe } = options;
  const { pid } = target.server;
  const { request, rule } = warmUp;
  const warm = await runClosedLoop({ request, rule, connections: WARM_UP_STREAMS, seconds: WARM_UP_SECONDS });
  await delay(SETTLE_MS);
  const idleKib = residentKib(pid);
  const streams = await OpenStreams.open({ request: target.request, count, overMs: SETTLE_MS, stalled });
  const pids = processTree(pid);
  if (stalled) await untilIdle(pids);
  else await delay(SETTLE_MS);
  const before = { cpu: cpuMicros(pids), texts: streams.textCount };
  const samples: number[] = [];
  for (let i = 0; i < SAMPLES; i++) {
    await delay(SAMPLE_EVERY_MS);
    samples.push(residentKib(pid));
  }
  const events = streams.textCount - before.texts;
  const cpuMicrosPerEvent = stalled ? NaN : (cpuMicros(pids) - before.cpu) / events;
  const errors = warm.errors + streams.lost;
  const heap = await probe?.measure(target.server);
  streams.close();
  if (probe !== undefined) await delay(SETTLE_MS);
  // Only now: a collection before would have left room that the streams then take.
  const idleHeap = await probe?.measure(target.server);
  return {
    kibPerStream: (median(samples) - idleKib) / count,
    heapKibPerStream: ((heap?.heapMib ?? NaN) - (idleHeap?.heapMib ?? NaN)) * (KIB_PER_MIB / count),
    cpuMicrosPerEvent,
    errors,
  };
}

/** Waits until the buffers on the way are full and the server has nothing left to do. */
async function untilIdle(pids: readonly number[]): Promise<void> {
  const giveUpAt = performance.now() + IDLE_LIMIT_MS;
  let used = Infinity;
  while (used > IDLE_MICROS_PER_SECOND && performance.now() < giveUpAt) {
    const before = cpuMicros(pids);
    await delay(1_000);
    used = cpuMicros(pids) - before;
  }
}
