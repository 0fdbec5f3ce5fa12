import { setTimeout as delay } from 'node:timers/promises';
import { withServers, type Bench } from '../bench';
import { chatTarget } from '../load/chat-targets';
import { runClosedLoop } from '../load/closed-loop';
import type { HeapProbe } from '../measure/heap-probe';
import { slope, type Point } from '../measure/slope';
import { cpuMicros, processTree } from '../measure/process-stats';
import { summarise } from '../measure/statistics';
import { startProduct } from '../servers/start-product';
import type { SoakOptions } from './soak-options';

const SECONDS_PER_MINUTE = 60;
const SAMPLES_PER_MINUTE = 2;
/** The clients begin spread over this time, so that their events do not fall together. */
const SPREAD_MS = 8_000;
/** Until then the code is compiled and buffers find their size: the slope is taken from here on. */
const SETTLING_SHARE = 0.2;
/** 3 MiB in half an hour. */
const TARGET_MIB_PER_MINUTE = 0.1;

/** So many streams open all the time, each client asking again when its answer of eight seconds has ended. */
export async function holdStreams(bench: Bench<SoakOptions>, probe: HeapProbe): Promise<void> {
  const { cores, upstream, report, say } = bench;
  const { streams, minutes } = bench.options;
  const { nodeFlags, env } = probe;
  const start = () => startProduct(cores, upstream.port, { name: 'ours', features: 'default', nodeFlags, env });
  await withServers([start], async ([server]) => {
    if (server === undefined) return;
    say(`\n${streams} streams of 24 events in 8 s, again and again, for ${minutes} minutes`);
    const target = chatTarget({ name: 'ours', server, dialect: 'openai', model: 'bench-unhurried', stream: true });
    const seconds = minutes * SECONDS_PER_MINUTE;
    const cpuBefore = cpuMicros(processTree(server.pid));
    const points: Point[] = [];
    const load = runClosedLoop({ ...target, connections: streams, seconds, spreadMs: SPREAD_MS });
    const beganAt = performance.now();
    for (let sample = 1; sample <= minutes * SAMPLES_PER_MINUTE - 1; sample++) {
      const dueMs = (sample * SECONDS_PER_MINUTE * 1_000) / SAMPLES_PER_MINUTE;
      await delay(dueMs - (performance.now() - beganAt));
      const { heapMib, residentMib } = await probe.measure(server);
      points.push({ x: sample / SAMPLES_PER_MINUTE, y: heapMib });
      say(
        `  minute ${sample / SAMPLES_PER_MINUTE}: heap ${heapMib.toFixed(1)} MiB, resident ${residentMib.toFixed(0)} MiB`,
      );
    }
    const { exchanges, errors, seconds: took } = await load;
    const cpu = cpuMicros(processTree(server.pid)) - cpuBefore;
    say(
      `  ${exchanges.length} answers, ${errors} dropped; ${(cpu / took / 10_000).toFixed(0)} % of a core with its stores`,
    );
    report.errors += errors;
    report.rows.push(
      {
        what: `streams dropped of ${streams} held for ${minutes} minutes`,
        unit: '',
        summary: summarise([errors]),
        target: { atMost: 0 },
      },
      {
        what: 'the slope of its heap, garbage collected',
        unit: 'MiB/min',
        summary: summarise([slope(points.slice(Math.ceil(points.length * SETTLING_SHARE)))]),
        target: { atMost: TARGET_MIB_PER_MINUTE },
      },
    );
  });
}
