import { readFileSync } from 'node:fs';
import { StringDecoder } from 'node:string_decoder';
import type { JsonValue } from '@app/kernel';
import type { StreamPart } from '@app/model';
import { createWireDecoder } from '@app/providers';
import { detectDialect } from './detect-dialect';
import { joinTexts, splitTexts } from './re-split';
import { readParts, type PartsReading } from './read-parts';
import { canonical } from './reading';
import { decode } from './run-wire-case';

/** At so many places the bytes of a recording are cut; shorter ones at every place. */
const MOST_CUTS = 2000;

/** Reads a recorded reply that came whole. Returns what is wrong, empty when nothing is. */
export function runWhole(path: string): string[] {
  const body = JSON.parse(readFileSync(path, 'utf8')) as JsonValue;
  const decoder = createWireDecoder(detectDialect(body));
  const parts = [...decoder.pushWhole(body), ...decoder.end()];
  return [...check(parts, stringsOf(body)), ...(decoder.finished ? [] : ['the reply has no end'])];
}

/** Reads a recorded stream, one JSON event a line, cut at every byte where its length allows it. */
export function runStream(path: string): string[] {
  const bytes = readFileSync(path);
  const events = new LineEvents().push(bytes, true);
  const dialect = detectDialect(events[0]);
  const parts = decode(dialect, events);
  const wanted = JSON.stringify(events);
  const step = Math.max(1, Math.ceil(bytes.length / MOST_CUTS));
  for (let at = 1; at < bytes.length; at += step) {
    const lines = new LineEvents();
    const halves = [...lines.push(bytes.subarray(0, at), false), ...lines.push(bytes.subarray(at), true)];
    if (JSON.stringify(halves) !== wanted) return [`cut at byte ${at}: other events`];
  }
  const finished = parts.some(({ type }) => type === 'finish');
  return [...check(parts, joinedStrings(events)), ...(finished ? [] : ['the stream has no end'])];
}

function check(parts: readonly StreamPart[], strings: readonly string[]): string[] {
  const read = readParts(parts);
  const wanted = meaning(read);
  const same = [joinTexts(parts), splitTexts(parts)].every((other) => meaning(readParts(other)) === wanted);
  const { outcome } = read;
  const texts = [outcome.finalAnswer, ...outcome.steps.map(({ thought }) => thought)];
  const invented = texts.filter((text) => !strings.some((recorded) => recorded.includes(text)));
  return [
    ...read.faults,
    ...(same ? [] : ['other pieces of text give another reading']),
    ...(outcome.complete ? [] : [`the reply is not complete (${outcome.warnings.join()})`]),
    ...invented.map((text) => `not in the recording: ${text.slice(0, 80)}`),
  ];
}

function meaning({ reading }: PartsReading): string {
  return canonical({ ...reading });
}

/** Every string of a JSON value. */
function stringsOf(value: JsonValue): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(stringsOf);
}

/** The strings that events have at the same place, joined: texts that came in pieces are whole again. */
function joinedStrings(events: readonly JsonValue[]): string[] {
  const joined = new Map<string, string>();
  const collect = (value: JsonValue, path: string): void => {
    if (typeof value === 'string') {
      // A text may change between a plain string and `[{"text": …}]` in the middle of a stream.
      const place = path.replace(/\.text$/, '');
      joined.set(place, (joined.get(place) ?? '') + value);
    } else if (Array.isArray(value)) for (const entry of value) collect(entry, path);
    else if (typeof value === 'object' && value !== null) {
      for (const [key, entry] of Object.entries(value)) collect(entry, `${path}.${key}`);
    }
  };
  for (const event of events) {
    const type = typeof event === 'object' && event !== null && !Array.isArray(event) ? event['type'] : undefined;
    collect(event, typeof type === 'string' ? type : '');
  }
  return [...joined.values()];
}

/** Takes bytes in any pieces and gives the JSON value of every line. */
class LineEvents {
  private readonly decoder = new StringDecoder('utf8');
  private rest = '';

  push(bytes: Buffer, last: boolean): JsonValue[] {
    const lines = (this.rest + this.decoder.write(bytes) + (last ? this.decoder.end() : '')).split('\n');
    this.rest = last ? '' : (lines.pop() ?? '');
    return lines.filter((line) => line.trim() !== '').map((line) => JSON.parse(line) as JsonValue);
  }
}
