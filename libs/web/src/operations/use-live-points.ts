import { createParser } from 'eventsource-parser';
import { useEffect, useState } from 'react';
import { send } from '../api/http-client';
import { readSeconds, type AnalyticsPoint } from './analytics-api';

/** Seconds that are shown. */
const SPAN = 300;
/** The newest seconds may still grow: the stream tells them. */
const UNSETTLED = 3;
const RETRY_MS = 2_000;

/** What each of the last seconds came to, as it passes. */
export interface LivePoints {
  points: readonly AnalyticsPoint[];
  /** False while the stream is away; it is looked for again. */
  connected: boolean;
}

/** Begins with the seconds that the server has kept, follows `GET /api/v1/analytics/live`, and goes on after the last when it breaks. */
export function useLivePoints(): LivePoints {
  const [live, setLive] = useState<LivePoints>({ points: [], connected: false });
  useEffect(() => {
    const abort = new AbortController();
    const add = (added: readonly AnalyticsPoint[], connected = true): void =>
      setLive(({ points }) => ({ points: merge(points, added), connected }));
    const run = async (): Promise<void> => {
      const kept = await readKept(abort.signal);
      add(kept, false);
      await follow(
        kept.at(-1)?.start,
        (point) => add([point]),
        () => add([], false),
        abort.signal,
      );
    };
    void run();
    return () => abort.abort();
  }, []);
  return live;
}

/** The points of the span, each once: of a user the running minute is told again each second. */
function merge(points: readonly AnalyticsPoint[], added: readonly AnalyticsPoint[]): AnalyticsPoint[] {
  const from = added[0]?.start ?? Infinity;
  return [...points.filter(({ start }) => start < from), ...added].slice(-SPAN);
}

async function readKept(signal: AbortSignal): Promise<AnalyticsPoint[]> {
  try {
    const { series } = await readSeconds(SPAN, signal);
    return series[0]?.points.slice(0, -UNSETTLED) ?? [];
  } catch {
    // Nothing is kept, or it cannot be read: the chart begins with what the stream tells.
    return [];
  }
}

async function follow(
  lastSecond: number | undefined,
  onPoint: (point: AnalyticsPoint) => void,
  onLost: () => void,
  signal: AbortSignal,
): Promise<void> {
  let lastId = lastSecond === undefined ? undefined : String(lastSecond);
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
