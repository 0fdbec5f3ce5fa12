import { ManualClock, replyJson, replyThenCut, silence, UpstreamServer, type UpstreamScript } from '@app/testing';
import { checkProvider, type ProviderCheck } from './provider-check';
import { HttpTransport } from './transport/http-transport';
import type { ProviderConnection } from './transport/provider-connection';

const NEVER = new AbortController().signal;

describe('checkProvider', () => {
  let upstream: UpstreamServer;
  let transport: HttpTransport;

  beforeEach(async () => {
    upstream = await UpstreamServer.start();
    transport = new HttpTransport();
  });
  afterEach(async () => {
    await upstream.close();
    await transport.close();
  });

  const connection = (more: Partial<ProviderConnection> = {}): ProviderConnection => ({
    provider: 'openai',
    apiKey: 'sk-canary',
    baseUrl: `${upstream.url}/v1`,
    timeouts: { connectMs: 1, firstTokenMs: 1, idleMs: 1, totalMs: 1 },
    transport,
    clock: new ManualClock(),
    ...more,
  });
  const check = async (script: UpstreamScript, more: Partial<ProviderConnection> = {}): Promise<ProviderCheck> => {
    upstream.answer(script);
    return checkProvider(connection(more), NEVER);
  };

  it('asks for the list of models with the key, and with limits of its own', async () => {
    const result = await check(replyJson({ data: [] }), { headers: { 'x-extra': 'yes' } });

    expect(result).toMatchObject({ provider: 'openai', result: 'ok', latencyMs: 0 });
    const [asked] = upstream.exchanges;
    expect([asked?.method, asked?.path, asked?.bodyText]).toEqual(['GET', '/v1/models', '']);
    expect(asked?.headers).toMatchObject({ authorization: 'Bearer sk-canary', 'x-extra': 'yes' });
    expect(asked?.headers).not.toHaveProperty('content-type');
  });

  it('asks Anthropic in its own way', async () => {
    await check(replyJson({ data: [] }), { provider: 'anthropic' });

    const headers = upstream.exchanges[0]?.headers;
    expect(headers).toMatchObject({ 'x-api-key': 'sk-canary', 'anthropic-version': '2023-06-01' });
    expect(headers).not.toHaveProperty('authorization');
  });

  it.each([
    ['key_refused', 'a refused key', replyJson({ error: { message: 'sk-canary' } }, 401)],
    ['key_refused', 'a key without rights', replyJson({}, 403)],
    ['unreachable', 'a failure on its side', replyJson({}, 500)],
    ['unreachable', 'an overloaded one', replyJson({}, 529)],
    ['unreachable', 'a cut connection', replyThenCut()],
    ['unknown', 'one that has no list', replyJson({}, 404)],
    ['unknown', 'one that limits us', replyJson({}, 429)],
    ['unknown', 'a redirect', replyJson({}, 302, { location: 'http://elsewhere' })],
    ['unknown', 'a web page', ((exchange) => exchange.text('<html>')) satisfies UpstreamScript],
  ] as const)('says %s for %s, and keeps nothing of the reply', async (result, _what, script) => {
    const checked = await check(script);

    expect(checked.result).toBe(result);
    expect(JSON.stringify(checked)).not.toContain('canary');
  });

  it('says unreachable when nobody listens', async () => {
    expect(await check(silence(), { baseUrl: 'http://127.0.0.1:1' })).toMatchObject({ result: 'unreachable' });
  });

  it('gives no result when the caller leaves', async () => {
    const leaving = new AbortController();
    upstream.answer(() => {
      leaving.abort();
    });

    await expect(checkProvider(connection(), leaving.signal)).rejects.toMatchObject({ code: 'request_cancelled' });
  });
});
