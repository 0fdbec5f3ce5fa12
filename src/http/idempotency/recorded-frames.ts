import { encodeFrame, type SseFrame } from '../sse/sse-frame';
import type { IdempotentAttempt } from './idempotent-request';

/**
 * Passes the frames of a stream on and keeps all of them as the outcome of its request, before the last one is told. `isLast` tells
 * the frame that a stream which ended well ends with. A stream that ends otherwise gives the key up.
 */
export async function* recordFrames(
  frames: AsyncIterable<SseFrame>,
  attempt: IdempotentAttempt,
  { isLast, headers }: { isLast: (frame: SseFrame) => boolean; headers: () => Record<string, string> },
): AsyncGenerator<SseFrame> {
  const texts: string[] = [];
  attempt.isHandedOver = true;
  try {
    for await (const frame of frames) {
      texts.push(encodeFrame(frame));
      if (isLast(frame)) {
        const type = 'text/event-stream; charset=utf-8';
        const kept = { ...headers(), 'content-type': type, 'cache-control': 'no-store' };
        await attempt.complete({ status: 200, headers: kept, body: Buffer.from(texts.join('')) });
      }
      yield frame;
    }
  } finally {
    await attempt.release();
  }
}
