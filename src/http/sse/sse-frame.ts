/** One Server-Sent Event, before encoding. */
export interface SseFrame {
  /** Name of the event, chosen by this server. Absent: an unnamed one. */
  event?: string;
  id?: string;
  /** Anything: each of its lines becomes a `data:` line. */
  data: string;
}

const LINE_BREAK = /\r\n|\r|\n/;
const UNSAFE_IN_FIELD = /[\r\n\0]/;

/** A comment that keeps the connection alive; clients ignore it. */
export const HEARTBEAT = ': ping\n\n';

/**
 * Writes a frame as the HTML standard's event stream format has it (section 9.2.5). No content can start an event or a
 * field of its own. Throws on a line break in the name or the id, which only a broken program can cause.
 */
export function encodeFrame({ event, id, data }: SseFrame): string {
  let text = '';
  if (id !== undefined) text += field('id', id);
  if (event !== undefined) text += field('event', event);
  if (data.includes('\n') || data.includes('\r')) {
    for (const line of data.split(LINE_BREAK)) text += `data: ${line}\n`;
    return `${text}\n`;
  }
  return `${text}data: ${data}\n\n`;
}

function field(name: string, value: string): string {
  if (UNSAFE_IN_FIELD.test(value)) throw new TypeError(`An SSE ${name} must be one line.`);
  return `${name}: ${value}\n`;
}
