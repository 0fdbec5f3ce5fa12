import { createParser } from 'eventsource-parser';

/** One event of a stream, its data parsed from JSON. */
export interface ReceivedEvent {
  id: string | undefined;
  event: string | undefined;
  data: Record<string, unknown>;
}

/** The events of a whole event stream's text. */
export function readEvents(text: string): ReceivedEvent[] {
  const events: ReceivedEvent[] = [];
  const parser = createParser({
    onEvent: ({ id, event, data }) => events.push({ id, event, data: JSON.parse(data) as Record<string, unknown> }),
  });
  parser.feed(text);
  return events;
}
