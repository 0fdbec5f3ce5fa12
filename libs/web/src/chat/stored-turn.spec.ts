import type { ConversationMessage } from '@app/contracts';
import { findUnbegun, toPageMessage } from './stored-turn';

const message = (id: string, parentId: string | null, more: Partial<ConversationMessage>): ConversationMessage => ({
  id,
  parentId,
  role: more.state === undefined ? 'user' : 'assistant',
  content: '',
  state: 'complete',
  createdAt: 0,
  ...more,
});

describe('a stored answer with samples and no vote', () => {
  const step = (index: number, branch: number) =>
    ({ index, branch, thought: 't', source: 'prompted', timestamp: 1, durationMs: 2 }) as const;
  const answer = (state: ConversationMessage['state']): ConversationMessage => ({
    id: 'msg_1',
    parentId: null,
    role: 'assistant',
    content: '',
    state,
    createdAt: 1,
    reasoningSteps: [step(0, 0), step(1, 2), step(2, 1)],
    samples: [{ branch: 1, status: 'answered', finalAnswer: '46', durationMs: 9 }],
  });
  const statuses = (state: ConversationMessage['state']): (string | undefined)[] | undefined =>
    toPageMessage(answer(state)).turn?.samples.map(({ status }) => status);

  it('shows those that ended as they did, and the others as stopped or still running', () => {
    expect(statuses('interrupted')).toEqual(['stopped', 'answered', 'stopped']);
    expect(statuses('failed')).toEqual(['stopped', 'answered', 'stopped']);
    expect(statuses('in_progress')).toEqual(['running', 'answered', 'running']);
  });
});

describe('findUnbegun', () => {
  const stored = [
    message('q1', null, { content: 'What?' }),
    message('a1', 'q1', { state: 'in_progress', chatId: 'chat_1' }),
    message('q2', null, { content: 'Who?' }),
    message('a2', 'q2', { state: 'in_progress', chatId: 'chat_2' }),
    message('a3', 'q2', { state: 'interrupted', chatId: 'chat_3' }),
  ];

  it('finds the answer to a question that the page knows by its words alone', () => {
    expect(findUnbegun(stored, { content: 'Who?' }, new Set())?.id).toBe('a2');
    expect(findUnbegun(stored, { content: 'Where?' }, new Set())).toBeUndefined();
  });

  it('finds another answer to a question that is stored', () => {
    expect(findUnbegun(stored, { content: 'What?', storedId: 'q1' }, new Set(['q1']))?.id).toBe('a1');
  });

  it('takes no answer that the page has, none that has ended, and none to an earlier question of the same words', () => {
    expect(findUnbegun(stored, { content: 'Who?', storedId: 'q2' }, new Set(['q2', 'a2']))).toBeUndefined();
    expect(findUnbegun(stored, { content: 'Who?' }, new Set(['q2']))).toBeUndefined();
  });
});
