import { withServers, type Bench } from '../bench';
import { startBareProxy } from '../servers/start-bare-proxy';
import { startFrameworkProxy } from '../servers/start-framework-proxy';
import { startPortkey } from '../servers/start-portkey';
import { BENCH_API_KEY, startProduct } from '../servers/start-product';
import { compareWholeAnswers, wholeAnswer } from './whole-answers';

/** Requests that are not streamed: how many a core answers, against a bare proxy and a peer. */
export async function runPassthrough(bench: Bench): Promise<void> {
  const { cores, upstream, options } = bench;
  const starts = [
    () => startBareProxy(cores, upstream.port),
    () => startFrameworkProxy(cores, upstream.port),
    () => startProduct(cores, upstream.port, { name: 'minimal', features: 'minimal' }),
    () => startProduct(cores, upstream.port, { name: 'as it comes', features: 'default' }),
    () => startProduct(cores, upstream.port, { name: 'all features', features: 'all' }),
    ...(options.peer ? [() => startPortkey(cores)] : []),
  ];
  await withServers(starts, async ([bare, framework, minimal, usual, all, portkey]) => {
    if (bare === undefined || framework === undefined) return;
    if (minimal === undefined || usual === undefined || all === undefined) return;
    const openai = { dialect: 'openai' } as const;
    const native = { dialect: 'native', name: 'ours, /api/v1/chat, minimal', server: minimal } as const;
    const headers = { authorization: `Bearer ${BENCH_API_KEY}` };
    const targets = {
      base: wholeAnswer({ ...openai, name: bare.name, server: bare }),
      floor: wholeAnswer({ ...openai, name: framework.name, server: framework }),
      openai: wholeAnswer({ ...openai, name: 'ours, /v1, minimal', server: minimal }),
      native: wholeAnswer(native),
      usual: wholeAnswer({ ...openai, name: 'ours, /v1, as it comes', server: usual }),
      all: wholeAnswer({ ...openai, name: 'ours, /v1, all features', server: all, headers }),
    };
    const peer =
      portkey === undefined
        ? undefined
        : wholeAnswer({ ...openai, name: portkey.name, server: portkey, headers: portkeyHeaders(upstream.port) });
    const load = 'Passthrough, 2 KB request, 600 B answer';
    const measured = [...Object.values(targets), ...(peer === undefined ? [] : [peer])];
    const add = await compareWholeAnswers(bench, load, measured);
    const { base, floor } = targets;
    add('Nest, Fastify and undici alone, against the bare proxy', floor, base);
    add('passthrough /v1, minimal, against Nest, Fastify and undici alone', targets.openai, floor);
    add('passthrough /v1, minimal, against the bare proxy', targets.openai, base, { atLeast: 0.45 });
    add('passthrough /api/v1/chat, minimal, against the bare proxy', targets.native, base, { atLeast: 0.45 });
    add('passthrough /v1, as it comes, against the bare proxy', targets.usual, base);
    add('passthrough /v1, all features, against the bare proxy', targets.all, base, { atLeast: 0.3 });
    if (peer !== undefined) add('passthrough /v1, all features, against Portkey', targets.all, peer, { atLeast: 5 });
  });
}

function portkeyHeaders(upstreamPort: number): Record<string, string> {
  return {
    'x-portkey-provider': 'openai',
    'x-portkey-custom-host': `http://127.0.0.1:${upstreamPort}/v1`,
    authorization: 'Bearer bench',
  };
}
