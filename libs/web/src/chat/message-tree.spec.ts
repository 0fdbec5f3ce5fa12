import { newestLeafOf, pathTo, versionsOf, type MessageTree, type PageMessage } from './message-tree';

const message = (key: string, parentKey: string | null, role: PageMessage['role']): [string, PageMessage] => [
  key,
  { key, parentKey, role, content: key },
];

describe('a tree of messages', () => {
  const tree: MessageTree = Object.fromEntries([
    message('q1', null, 'user'),
    message('a1', 'q1', 'assistant'),
    message('a2', 'q1', 'assistant'),
    message('q2', 'a1', 'user'),
    message('q3', 'a1', 'user'),
    message('a3', 'q3', 'assistant'),
    message('other', null, 'user'),
  ]);

  it('finds the way to a message', () => {
    expect(pathTo(tree, 'a3')).toEqual(['q1', 'a1', 'q3', 'a3']);
    expect(pathTo(tree, null)).toEqual([]);
    expect(pathTo(tree, 'nowhere')).toEqual([]);
  });

  it('finds the versions of a message, first ones included', () => {
    expect(versionsOf(tree, 'a2')).toEqual(['a1', 'a2']);
    expect(versionsOf(tree, 'q2')).toEqual(['q2', 'q3']);
    expect(versionsOf(tree, 'q1')).toEqual(['q1', 'other']);
  });

  it('follows the newest branch to its end', () => {
    expect(newestLeafOf(tree, 'a1')).toBe('a3');
    expect(newestLeafOf(tree, 'q1')).toBe('a2');
  });
});
