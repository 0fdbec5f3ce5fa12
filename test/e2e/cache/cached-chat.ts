import type { ChatResponse } from '@app/contracts';
import { eventually } from '../../integration/storage/store-fixture';
import { readEvents, type ReceivedEvent } from '../support/sse-events';

/** Asks an app, for tests of the cache. */
export class CachedChat {
  constructor(readonly url: string) {}

  /** The native API. */
  async ask(body: object, headers: Record<string, string> = {}): Promise<{ response: Response; body: ChatResponse }> {
    const response = await this.post('/api/v1/chat', body, headers);
    return { response, body: (await response.json()) as ChatResponse };
  }

  /**
   * The native API, until the answer comes from the memory of that process: it goes there when the store has confirmed it, and a
   * message of the store that is on its way can drop it once more.
   */
  askMemory(body: object, headers: Record<string, string> = {}): ReturnType<CachedChat['ask']> {
    return eventually(async () => {
      const reply = await this.ask(body, headers);
      expect(cacheOf(reply)).toBe('HIT hit memory');
      return reply;
    });
  }

  /** The native API, streamed. */
  async stream(body: object): Promise<{ response: Response; events: ReceivedEvent[] }> {
    const response = await this.post('/api/v1/chat', { ...body, stream: true });
    return { response, events: readEvents(await response.text()) };
  }

  post(path: string, body: object, headers: Record<string, string> = {}): Promise<Response> {
    return fetch(`${this.url}${path}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });
  }

  get(path: string): Promise<Response> {
    return fetch(`${this.url}${path}`);
  }
}

/** How the cache took part, by header and body. */
export function cacheOf({ response, body }: { response: Response; body: ChatResponse }): string {
  const { status, layer } = body.cache;
  return `${response.headers.get('x-cache') ?? ''} ${status} ${layer ?? '-'}`;
}
