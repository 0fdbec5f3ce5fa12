import { createParser } from 'eventsource-parser';
import { useEffect, useState } from 'react';
import { send } from '../api/http-client';
import type { AnalyticsPoint } from './analytics-api';

/** Seconds that are shown. */
const SPAN = 300;
const RETRY_MS = 2_000;

/** What each of the last seconds came to, as it passes. */
export interface LivePoints {
  points: readonly AnalyticsPoint[];
  /** False while the stream is away; it is looked for again. */
  connected: boolean;
}

/** Follows `GET /api/v1/analytics/live`, and goes on after the last second when the stream breaks. */
export function useLivePoints(): LivePoints {
  const [live, setLive] = useState<LivePoints>({ points: [], connected: false });
  useEffect(() => {
    const abort = new AbortController();
    const add = (point: AnalyticsPoint): void =>
      setLive(({ points }) => ({ points: [...points.slice(1 - SPAN), point], connected: true }));
    void follow(add, () => setLive(({ points }) => ({ points, connected: false })), abort.signal);
    return () => abort.abort();
  }, []);
  return live;
}

async function follow(
  onPoint: (point: AnalyticsPoint) => void,
  onLost: () => void,
  signal: AbortSignal,
): Promise<void> {
  let lastId: string | undefined;
  const parser = createParser({
    onEvent: ({ id, event, data }) => {
      lastId = id ?? lastId;
      if (event === 'point') onPoint(JSON.parse(data) as AnalyticsPoint);
    },
  });
  const isOver = (): boolean => signal.aborted;
  while (!isOver()) {
    try {
      const response = await send('/api/v1/analytics/live', {
        signal,
        accept: 'text/event-stream',
        ...(lastId !== undefined && { lastEventId: lastId }),
      });
      const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
      for (let part = await reader?.read(); part?.value !== undefined; part = await reader?.read())
        parser.feed(part.value);
    } catch {
      // Lost or refused: said below, and tried again.
    }
    if (isOver()) return;
    onLost();
    parser.reset();
    await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
  }
}
