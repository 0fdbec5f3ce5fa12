import type { OutgoingHttpHeaders } from 'node:http';
import type { UpstreamScript } from './upstream-server';

/** Answers whole with JSON. */
export function replyJson(body: unknown, status = 200, headers: OutgoingHttpHeaders = {}): UpstreamScript {
  return (exchange) => exchange.json(body, status, headers);
}

/** Answers with these events and ends. Give `'[DONE]'` as the last one where the format has it. */
export function replyEvents(...events: unknown[]): UpstreamScript {
  return async (exchange) => {
    exchange.begin();
    await exchange.events(...events);
    exchange.end();
  };
}

/** Sends these events and then nothing more; the connection stays open until the client leaves. */
export function replyThenSilence(...events: unknown[]): UpstreamScript {
  return async (exchange) => {
    exchange.begin();
    await exchange.events(...events);
    await exchange.closed;
  };
}

/** Sends these events and cuts the connection. */
export function replyThenCut(...events: unknown[]): UpstreamScript {
  return async (exchange) => {
    exchange.begin();
    await exchange.events(...events);
    exchange.cut();
  };
}

/** Takes the request and never answers. */
export function silence(): UpstreamScript {
  return (exchange) => exchange.closed;
}
