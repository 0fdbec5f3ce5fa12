import type { ConversationMessage } from '@app/contracts';
import { toPageMessage } from './stored-turn';

describe('a stored answer with samples and no vote', () => {
  const step = (index: number, branch: number) =>
    ({ index, branch, thought: 't', source: 'prompted', timestamp: 1, durationMs: 2 }) as const;
  const message = (state: ConversationMessage['state']): ConversationMessage => ({
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
    toPageMessage(message(state)).turn?.samples.map(({ status }) => status);

  it('shows those that ended as they did, and the others as stopped or still running', () => {
    expect(statuses('interrupted')).toEqual(['stopped', 'answered', 'stopped']);
    expect(statuses('failed')).toEqual(['stopped', 'answered', 'stopped']);
    expect(statuses('in_progress')).toEqual(['running', 'answered', 'running']);
  });
});
