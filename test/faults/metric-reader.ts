import { setTimeout as delay } from 'node:timers/promises';
import { SystemClock } from '@app/kernel';
import { MemoryMonitoringStore, Monitor, RedisMetricStream } from '@app/monitoring';
import { createRedis, RedisStore } from '@app/storage';

/** So long that nothing it has read is dealt with during a test, milliseconds. */
const INTERVAL_MS = 3_600_000;

/** Reads the metric stream of the Redis at this address as the product does, until it is killed. */
async function main(url: string): Promise<void> {
  const monitor = new Monitor({
    stream: new RedisMetricStream(new RedisStore(createRedis({ url }))),
    store: new MemoryMonitoringStore(),
    clock: new SystemClock(),
    reader: 'the reader that is killed',
    newId: (at) => `anomaly_${at}`,
    intervalMs: INTERVAL_MS,
    coolDownMs: INTERVAL_MS,
    onAnomaly: () => undefined,
    onLost: () => undefined,
    onUnsaved: () => undefined,
  });
  for (;;) {
    await monitor.tick().catch(() => undefined); // Redis is not found yet
    await delay(100);
  }
}

if (require.main === module) void main(process.argv[2] ?? '');
