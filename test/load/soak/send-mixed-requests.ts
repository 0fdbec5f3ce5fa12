import { withServers, type Bench } from '../bench';
import type { HeapProbe } from '../measure/heap-probe';
import { summarise } from '../measure/statistics';
import { startProduct } from '../servers/start-product';
import { MixedRequests } from './mixed-requests';
import type { SoakOptions } from './soak-options';

/** The code is compiled then; caches go on filling, which is part of what is counted. */
const WARM_UP_REQUESTS = 1_000;
const PARTS = 6;
const TARGET_MIB = 40;

/** Requests of all kinds to the product with all features: what the heap has gained after them, garbage collected. */
export async function sendMixedRequests(bench: Bench<SoakOptions>, probe: HeapProbe): Promise<void> {
  const { cores, upstream, report, say } = bench;
  const count = bench.options.requests;
  const { nodeFlags, env } = probe;
  const start = () =>
    startProduct(cores, upstream.port, { name: 'ours', features: 'all', cache: 'memory', nodeFlags, env });
  await withServers([start], async ([server]) => {
    if (server === undefined) return;
    const requests = new MixedRequests(server.port);
    try {
      say(`\n${count} mixed requests after ${WARM_UP_REQUESTS} to warm up`);
      await requests.send(WARM_UP_REQUESTS);
      const before = await probe.measure(server);
      say(`  before: heap ${before.heapMib.toFixed(1)} MiB, resident ${before.residentMib.toFixed(0)} MiB`);
      let after = before;
      for (let part = 1; part <= PARTS; part++) {
        await requests.send(Math.ceil(count / PARTS));
        after = await probe.measure(server);
        say(
          `  after ${Math.ceil((count * part) / PARTS)}: heap ${after.heapMib.toFixed(1)} MiB, resident ${after.residentMib.toFixed(0)} MiB`,
        );
      }
      report.rows.push({
        what: `heap growth over ${count} mixed requests`,
        unit: 'MiB',
        summary: summarise([after.heapMib - before.heapMib]),
        target: { atMost: TARGET_MIB },
      });
      report.errors += requests.errors;
      if (requests.errors > 0) say(`  the last of ${requests.errors} errors: ${requests.lastError}`);
    } finally {
      await requests.close();
    }
  });
}
