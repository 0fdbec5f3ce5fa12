import { SseReader } from '../transport/sse-reader';
import type { WireDecoder } from '../wire/wire-decoder';
import { decodeEvents, decodeWhole, type CollectedReply } from './collect-parts';

/** One reply, in both forms in which its provider sends it. */
export interface ReplyFixture {
  /** Events of the stream, without `[DONE]`. */
  events: readonly unknown[];
  /** The same reply whole. Absent where the two forms cannot be the same. */
  whole?: unknown;
  expected: CollectedReply;
}

/** What every decoder keeps: whole and streamed are equal, wherever the bytes of the stream are cut. */
export function describeDecoderContract(
  name: string,
  make: () => WireDecoder,
  fixtures: Readonly<Record<string, ReplyFixture>>,
): void {
  describe.each(Object.entries(fixtures))(`${name}: %s`, (_name, { events, whole, expected }) => {
    it('reads the streamed reply', () => {
      const decoder = make();
      expect(decodeEvents(decoder, events)).toEqual(expected);
      expect(decoder.finished).toBe(expected.finish !== undefined);
    });

    if (whole !== undefined) {
      it('reads the whole reply as the same', () => {
        expect(decodeWhole(make(), whole)).toEqual(expected);
      });
    }

    it('reads the same wherever the bytes of the stream are cut', () => {
      for (const lineEnd of ['\n', '\r\n']) {
        const text = events.map((event) => `data: ${JSON.stringify(event)}${lineEnd}${lineEnd}`).join('');
        const bytes = Buffer.from(`${text}data: [DONE]${lineEnd}${lineEnd}`);
        for (let at = 0; at <= bytes.length; at++) {
          const received = eventsOf([bytes.subarray(0, at), bytes.subarray(at)]);
          if (received.length !== events.length) throw new Error(`cut at ${at}: ${received.length} events`);
          if (at % 7 === 0) expect(decodeEvents(make(), received)).toEqual(expected);
        }
        const singly = Array.from(bytes, (_byte, at) => bytes.subarray(at, at + 1));
        expect(decodeEvents(make(), eventsOf(singly))).toEqual(expected);
      }
    });
  });
}

function eventsOf(chunks: readonly Buffer[]): unknown[] {
  const reader = new SseReader('test', 1_000_000);
  return [...chunks.flatMap((chunk) => reader.read(chunk)), ...reader.end()].map(
    (event) => JSON.parse(event.data) as unknown,
  );
}
