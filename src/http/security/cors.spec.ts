import type { FastifyReply, FastifyRequest } from 'fastify';
import { createCors } from './cors';

/** Runs CORS for one request and gives what it set. */
function run(
  origins: string[],
  method: string,
  headers: Record<string, string>,
): { headers: Record<string, string>; handled: boolean } {
  const set: Record<string, string> = {};
  const reply = {
    header: (name: string, value: string) => (set[name] = value),
    headers: (values: Record<string, string>) => Object.assign(set, values),
    code: () => reply,
    send: () => Promise.resolve(),
  };
  const request = { method, headers } as unknown as FastifyRequest;
  const handled = createCors(origins)(request, reply as unknown as FastifyReply);
  return { headers: set, handled };
}

describe('CORS', () => {
  const origins = ['https://app.example'];

  it('is off without origins', () => {
    expect(run([], 'OPTIONS', { origin: 'https://app.example', 'access-control-request-method': 'POST' })).toEqual({
      headers: {},
      handled: false,
    });
  });

  it('names exactly the origin that asked, and never allows credentials', () => {
    const { headers } = run(origins, 'POST', { origin: 'https://app.example' });
    expect(headers['access-control-allow-origin']).toBe('https://app.example');
    expect(headers['access-control-allow-credentials']).toBeUndefined();
  });

  it('tells caches that the answer depends on the origin, also when there is none', () => {
    expect(run(origins, 'GET', {}).headers).toEqual({ vary: 'Origin' });
  });

  it('handles a preflight of a listed origin only', () => {
    const preflight = { 'access-control-request-method': 'POST' };
    expect(run(origins, 'OPTIONS', { ...preflight, origin: 'https://app.example' }).handled).toBe(true);
    expect(run(origins, 'OPTIONS', { ...preflight, origin: 'https://evil.example' }).handled).toBe(false);
    expect(run(origins, 'OPTIONS', { origin: 'https://app.example' }).handled).toBe(false);
  });
});
