import { createParser, type EventSourceMessage } from 'eventsource-parser';
import fc from 'fast-check';
import { encodeFrame, HEARTBEAT } from './sse-frame';

function parse(text: string): EventSourceMessage[] {
  const events: EventSourceMessage[] = [];
  createParser({ onEvent: (event) => events.push(event) }).feed(text);
  return events;
}

describe('encoding SSE frames', () => {
  it('gives back any content as exactly one event', () => {
    const content = fc.string({
      unit: fc.oneof(fc.constantFrom('\n', '\r', ':', ' ', 'data', 'event', '\u2028', '\0'), fc.string()),
    });
    fc.assert(
      fc.property(content, (data) => {
        const [event, ...more] = parse(encodeFrame({ event: 'e', id: '7', data }));
        expect(more).toEqual([]);
        expect(event).toEqual({ event: 'e', id: '7', data: data.replace(/\r\n|\r/g, '\n') });
      }),
      { numRuns: 1_000 },
    );
  });

  it('leaves out what a frame does not have', () => {
    expect(encodeFrame({ data: '{}' })).toBe('data: {}\n\n');
  });

  it.each(['a\nb', 'a\rb', 'a\0b'])('refuses %j as a name or an id', (text) => {
    expect(() => encodeFrame({ event: text, data: '' })).toThrow(TypeError);
    expect(() => encodeFrame({ id: text, data: '' })).toThrow(TypeError);
  });

  it('has a heartbeat that is no event', () => {
    expect(parse(`${HEARTBEAT}${encodeFrame({ data: 'x' })}`)).toEqual([
      { data: 'x', event: undefined, id: undefined },
    ]);
  });
});
