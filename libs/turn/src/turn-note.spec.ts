import { TurnContext } from './turn-context';
import { TurnNote } from './turn-note';

describe('a note about a turn', () => {
  const origin = { requestId: 'r', principal: {} as never, dialect: 'native' } as const;
  const never = new AbortController().signal;

  it('is of one layer and one turn', () => {
    const [one, other] = [new TurnNote<string>(), new TurnNote<number>()];
    const [first, second] = [new TurnContext(origin, never), new TurnContext(origin, never)];
    one.set(first, 'a');
    one.set(second, 'b');
    other.set(first, 1);
    expect([one.get(first), one.get(second), other.get(first), other.get(second)]).toEqual(['a', 'b', 1, undefined]);
  });

  it('does not go over to a fork', () => {
    const note = new TurnNote<string>();
    const context = new TurnContext(origin, never);
    note.set(context, 'a');
    expect(note.get(context.fork(never))).toBeUndefined();
  });
});
