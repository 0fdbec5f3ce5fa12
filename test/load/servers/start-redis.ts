import { ChildServer, freePort } from './child-server';

/** Starts a Redis that keeps all that it is given and writes nothing to disk. */
export async function startRedis(core?: number): Promise<ChildServer> {
  const port = await freePort();
  const command = ['redis-server', '--port', String(port), '--bind', '127.0.0.1', '--save', ''];
  return ChildServer.start({ name: 'Redis', command, port, core });
}
