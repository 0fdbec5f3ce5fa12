import { Agent, request } from 'undici';
import { percentile, summarise, type Summary } from '../measure/statistics';
import type { Cores } from '../servers/cores';
import { startProduct } from '../servers/start-product';
import { withServers } from '../bench';

/** How the time of a stored, audited turn stands to that of a bare one, by round. */
export interface OverheadFigures {
  p50: Summary;
  p99: Summary;
  bareP50Ms: number;
  storedP50Ms: number;
}

const WARM_UP = 20;

/**
 * The same question, one after another: to a product that stores and audits nothing, and to one that keeps every turn in a conversation
 * and audits it by hash. Rounds alternate, so that what else the machine does meets both.
 */
export async function measureOverhead(
  cores: Cores,
  upstreamPort: number,
  { rounds, turns }: { rounds: number; turns: number },
): Promise<OverheadFigures> {
  const bare = () => startProduct(cores, upstreamPort, { name: 'bare', features: 'default' });
  const stored = () =>
    startProduct(cores, upstreamPort, { name: 'stored', features: 'default', env: { AUDIT_CHATS: 'true' } });
  return withServers([bare, stored], async (servers) => {
    const agent = new Agent({ connections: 1 });
    const times: [number[], number[]] = [[], []];
    const ratios: { p50: number[]; p99: number[] } = { p50: [], p99: [] };
    for (let round = -1; round < rounds; round++) {
      const [bareMs, storedMs] = [
        await ask(agent, servers[0]?.port ?? 0, round < 0 ? WARM_UP : turns, {}),
        await ask(agent, servers[1]?.port ?? 0, round < 0 ? WARM_UP : turns, { conversationId: 'new' }),
      ];
      if (round < 0) continue;
      times[0].push(...bareMs);
      times[1].push(...storedMs);
      ratios.p50.push(percentile(storedMs, 0.5) / percentile(bareMs, 0.5));
      ratios.p99.push(percentile(storedMs, 0.99) / percentile(bareMs, 0.99));
    }
    await agent.close();
    return {
      p50: summarise(ratios.p50),
      p99: summarise(ratios.p99),
      bareP50Ms: percentile(times[0], 0.5),
      storedP50Ms: percentile(times[1], 0.5),
    };
  });
}

async function ask(agent: Agent, port: number, turns: number, more: object): Promise<number[]> {
  const times: number[] = [];
  const body = JSON.stringify({
    model: 'bench/bench-answer',
    message: 'What is it?',
    reasoning: { strategy: 'direct' },
    ...more,
  });
  for (let turn = 0; turn < turns; turn++) {
    const began = performance.now();
    const answer = await request(`http://127.0.0.1:${port}/api/v1/chat`, {
      dispatcher: agent,
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
    });
    const text = await answer.body.text();
    if (answer.statusCode !== 200) throw new Error(`A turn was answered ${answer.statusCode}: ${text.slice(0, 500)}`);
    times.push(performance.now() - began);
  }
  return times;
}
