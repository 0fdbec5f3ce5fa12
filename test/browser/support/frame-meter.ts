import type { Page } from 'playwright-core';

interface MeteredWindow {
  frames: number[];
}

/** Begins to note how long each frame of a page takes. */
export async function startFrameMeter(page: Page): Promise<void> {
  await page.evaluate(() => {
    const metered = window as unknown as MeteredWindow;
    metered.frames = [];
    let last = performance.now();
    const tick = (now: number): void => {
      metered.frames.push(now - last);
      last = now;
      requestAnimationFrame(tick);
    };
    requestAnimationFrame(tick);
  });
}

/** Frames since the start of the meter, milliseconds each, shortest first. */
export async function readFrames(page: Page): Promise<number[]> {
  const frames = await page.evaluate(() => (window as unknown as MeteredWindow).frames);
  return frames.sort((a, b) => a - b);
}

/** The value that a share of them does not exceed. `sorted` in ascending order. */
export function percentile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN;
}

/** Bytes of JavaScript that are in use after garbage collection. */
export async function heapBytes(page: Page): Promise<number> {
  const session = await page.context().newCDPSession(page);
  await session.send('HeapProfiler.collectGarbage');
  const { usedSize } = await session.send('Runtime.getHeapUsage');
  await session.detach();
  return usedSize;
}
