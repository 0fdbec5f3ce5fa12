/** What the simulated model sends for one request. */
export interface UpstreamScript {
  /** Where the text stands: in `content`, in `reasoning_content` (first half), or in `<think>` tags inside `content`. */
  kind: 'plain' | 'reasoning' | 'think';
  /** Events with text in a stream. */
  events: number;
  /** Pause before each of them, milliseconds. 0: as fast as the reader takes them, many in one write; `turn`: one in each turn of the provider's event loop. */
  everyMs: number | 'turn';
  /** Text of all events but the first. Default: {@link TEXT_MARK} with a space. */
  filler?: string;
  /** Sends every event in pieces of so many bytes, each with its own pause. Default: whole events. */
  pieceBytes?: number;
}

/** Stands once in the text of every event, so that either side can count them. */
export const TEXT_MARK = 'zebra';

/** Ends longer than any run, so that streams stay open while they are measured. */
const ENDLESS = 1_000_000;

/** The simulated models by the name that a request gives. */
export const UPSTREAM_SCRIPTS = {
  'bench-answer': { kind: 'plain', events: 24, everyMs: 0 },
  'bench-paced-2ms': { kind: 'plain', events: 24, everyMs: 2 },
  'bench-paced-10ms': { kind: 'plain', events: 24, everyMs: 10 },
  'bench-unhurried': { kind: 'plain', events: 24, everyMs: 330 },
  'bench-reasoning': { kind: 'reasoning', events: 24, everyMs: 2 },
  'bench-think': { kind: 'think', events: 24, everyMs: 2 },
  'bench-long-reasoning': { kind: 'reasoning', events: 240, everyMs: 2 },
  'bench-fast-reasoning': { kind: 'reasoning', events: 240, everyMs: 'turn' },
  'bench-steady': { kind: 'plain', events: ENDLESS, everyMs: 100 },
  'bench-drip': { kind: 'plain', events: ENDLESS, everyMs: 100, pieceBytes: 1 },
  // The kernel holds many thousands of events for a reader that does not read; little text in them, because a reply has to be kept.
  'bench-flood': { kind: 'plain', events: ENDLESS, everyMs: 0, filler: 'a' },
  'bench-burst': { kind: 'plain', events: 1_000, everyMs: 0 },
} as const satisfies Record<string, UpstreamScript>;

/** Name of a simulated model. */
export type BenchModel = keyof typeof UPSTREAM_SCRIPTS;

/** The simulator as an endpoint of the product, in the form of PROVIDERS_JSON. */
export function providersJson(upstreamPort: number): string {
  const models = Object.entries<UpstreamScript>(UPSTREAM_SCRIPTS).map(([name, { kind }]) => ({
    name,
    contextWindow: 128_000,
    maxOutputTokens: 16_000,
    reasoning:
      kind === 'plain'
        ? { control: 'none' }
        : { control: 'always', ...(kind === 'think' ? { inlineText: 'marked' } : {}) },
  }));
  return JSON.stringify({ endpoints: [{ name: 'bench', baseUrl: `http://127.0.0.1:${upstreamPort}/v1`, models }] });
}
