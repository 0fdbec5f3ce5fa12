// What the frameworks alone cost: a proxy on Nest, Fastify and undici. `framework-proxy-process.ts PORT UPSTREAM_PORT`.
import { Pool } from 'undici';
import { serveFrameworksAlone } from './frameworks-alone';

const [port = 0, upstreamPort = 0] = process.argv.slice(2).map(Number);
const upstream = new Pool(`http://127.0.0.1:${upstreamPort}`, { connections: 1024, pipelining: 1 });

void serveFrameworksAlone(port, async (body) => {
  const reply = await upstream.request({
    method: 'POST',
    path: '/v1/chat/completions',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return reply.body.json();
});
