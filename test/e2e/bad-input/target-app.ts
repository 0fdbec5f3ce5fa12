import { replyEvents, replyJson, UpstreamServer, type UpstreamScript } from '@app/testing';
import { endpointEnv } from '../support/endpoint-env';
import { RawConnection, type RawAnswer } from '../support/raw-connection';
import { startApp, type RunningApp } from '../support/running-app';
import { chatBody, chatChunks } from '../support/wire-replies';

/** The key of the app under test. */
export const KEY = 'the-key-of-the-bad-input-suite';
/** Appears in every hostile text; no answer may repeat it. */
export const CANARY = 'CANARY';

export const AUTHORIZATION = `Authorization: Bearer ${KEY}\r\n`;
const GOOD = `GET /api/v1/models HTTP/1.1\r\nHost: localhost\r\n${AUTHORIZATION}\r\n`;

/** A good reply, streamed or whole as the request asks. */
const answerAsAsked: UpstreamScript = (exchange) => {
  const { stream } = exchange.body as { stream?: boolean };
  const script =
    stream === true
      ? replyEvents(...chatChunks([], ['Final Answer: ', '4']))
      : replyJson(chatBody(undefined, 'Final Answer: 4'));
  return script(exchange);
};

/** How a request was sent. */
export type Sending = 'on a fresh connection' | 'on a used connection';
export const SENDINGS: readonly Sending[] = ['on a fresh connection', 'on a used connection'];

/** The real app with a key and a scripted upstream, asked over raw sockets. */
export class TargetApp {
  private constructor(
    private readonly running: RunningApp,
    readonly upstream: UpstreamServer,
    readonly port: number,
  ) {}

  static async start(env: Record<string, string> = {}): Promise<TargetApp> {
    const upstream = await UpstreamServer.start(answerAsAsked);
    const running = await startApp({ ...endpointEnv(upstream.url), API_KEYS: KEY, ...env });
    return new TargetApp(running, upstream, Number(new URL(running.url).port));
  }

  /** Sends one request and gives its answer. On a used connection a good request goes first. */
  async ask(given: string | Buffer, sending: Sending = 'on a fresh connection'): Promise<RawAnswer | undefined> {
    const request = Buffer.isBuffer(given) ? given : Buffer.from(given, 'latin1');
    const connection = await RawConnection.open(this.port);
    if (sending === 'on a used connection') {
      connection.send(GOOD);
      expect((await connection.answer())?.status).toBe(200);
    }
    connection.send(request);
    const answer = await connection.answer({ isHead: request.subarray(0, 5).toString() === 'HEAD ' });
    connection.close();
    return answer;
  }

  /** Asserts that the app still answers a good request. */
  async expectHealthy(): Promise<void> {
    expect((await this.ask(GOOD))?.status).toBe(200);
  }

  async close(): Promise<void> {
    this.running.app.getHttpServer().closeAllConnections();
    await this.running.close();
    await this.upstream.close();
  }
}
