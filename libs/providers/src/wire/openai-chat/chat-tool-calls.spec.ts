import { collectParts } from '../../testing/collect-parts';
import { ChatToolCalls } from './chat-tool-calls';

type Piece = Parameters<ChatToolCalls['read']>[0];

const callsOf = (...pieces: Piece[]) => {
  const calls = new ChatToolCalls();
  const parts = pieces.map((piece) => calls.read(piece)).filter((part) => part !== undefined);
  return collectParts(parts).toolCalls;
};

describe('ChatToolCalls', () => {
  it('joins pieces by index, also when they alternate', () => {
    expect(
      callsOf(
        { index: 0, id: 'a', function: { name: 'f', arguments: '' } },
        { index: 1, id: 'b', function: { name: 'g', arguments: '' } },
        { index: 0, function: { arguments: '{"x":' } },
        { index: 1, function: { arguments: '[]' } },
        { index: 0, function: { arguments: '1}' } },
      ),
    ).toEqual([
      { id: 'a', name: 'f', arguments: '{"x":1}' },
      { id: 'b', name: 'g', arguments: '[]' },
    ]);
  });

  it('takes whole calls without an index for calls of their own', () => {
    expect(callsOf({ function: { name: 'f', arguments: '{}' } }, { function: { name: 'f', arguments: '{}' } })).toEqual(
      [
        { id: 'call_0', name: 'f', arguments: '{}' },
        { id: 'call_1', name: 'f', arguments: '{}' },
      ],
    );
  });

  it('joins pieces without an index to the last call', () => {
    expect(callsOf({ id: 'a', function: { name: 'f', arguments: '{' } }, { function: { arguments: '}' } })).toEqual([
      { id: 'a', name: 'f', arguments: '{}' },
    ]);
  });

  it('tells calls apart that all have the index 0', () => {
    expect(
      callsOf(
        { index: 0, id: 'a', function: { name: 'f', arguments: '{}' } },
        { index: 0, id: 'b', function: { name: 'g', arguments: '{}' } },
      ).map(({ name }) => name),
    ).toEqual(['f', 'g']);
  });

  it('joins pieces that repeat the id or bring another one without a name', () => {
    expect(
      callsOf(
        { index: 0, id: 'a', function: { name: 'f', arguments: '{' } },
        { index: 0, id: 'a', function: { name: 'f', arguments: '"x"' } },
        { index: 0, id: 'other', function: { arguments: ':1}' } },
      ),
    ).toEqual([{ id: 'a', name: 'f', arguments: '{"x":1}' }]);
  });

  it('holds arguments back until the name is known', () => {
    expect(
      callsOf(
        { index: 0, id: 'a', function: { arguments: '{"x"' } },
        { index: 0, function: { name: 'f', arguments: ':1}' } },
      ),
    ).toEqual([{ id: 'a', name: 'f', arguments: '{"x":1}' }]);
  });

  it('writes arguments that came as an object as JSON', () => {
    expect(callsOf({ id: 'a', function: { name: 'f', arguments: { x: 1 } } })[0]?.arguments).toBe('{"x":1}');
  });
});
