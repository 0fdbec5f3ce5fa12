import type { Conversation, ConversationMessage } from '@app/contracts';
import { exportJson, exportJsonl, exportMarkdown } from './export-conversation';
import { importJson, importJsonl } from './import-conversation';

const message = (id: string, parentId: string | null, more: Partial<ConversationMessage>): ConversationMessage => ({
  id,
  parentId,
  role: 'user',
  content: id,
  state: 'complete',
  createdAt: 1,
  ...more,
});

const step = { index: 0, thought: 'First.\nThen.', action: 'look', timestamp: 1, source: 'native' as const };
const call = { id: 'call_1', name: 'look_up', arguments: '{"a":"```"}' };
const conversation: Conversation = {
  id: 'conv_1',
  title: 'A\n# title',
  version: 3,
  activeLeafId: 'd',
  messageCount: 5,
  createdAt: 1,
  updatedAt: 2,
  messages: [
    message('a', null, {}),
    message('b', 'a', { role: 'assistant', toolCalls: [call], model: 'p/m', reasoningSteps: [step] }),
    message('x', 'a', { role: 'assistant', state: 'in_progress' }),
    message('c', 'b', { role: 'tool', toolCallId: 'call_1' }),
    message('d', 'c', { role: 'assistant', state: 'interrupted', usage: { inputTokens: 1 } }),
  ],
};

describe('a conversation as a file', () => {
  it('comes back from json with every branch; what was in progress there is interrupted here', () => {
    const draft = importJson(exportJson(conversation));
    expect(draft).toMatchObject({ title: 'A\n# title', activeLeaf: 4 });
    expect(draft.messages?.map(({ content, parent, state }) => [content, parent, state])).toEqual([
      ['a', null, 'complete'],
      ['b', 0, 'complete'],
      ['x', 0, 'interrupted'],
      ['c', 1, 'complete'],
      ['d', 3, 'interrupted'],
    ]);
    expect(draft.messages?.[1]).toMatchObject({ toolCalls: [call], answer: { model: 'p/m', reasoningSteps: [step] } });
  });

  it('is its active branch as jsonl, and comes back with the calls of tools', () => {
    const lines = [...exportJsonl(conversation)];
    expect(lines.map((line) => (JSON.parse(line) as { content: string }).content)).toEqual(['a', 'b', 'c', 'd']);
    expect(importJsonl(lines.join('')).messages).toMatchObject([
      { role: 'user' },
      { role: 'assistant', toolCalls: [call] },
      { role: 'tool', toolCallId: 'call_1' },
      { role: 'assistant' },
    ]);
    expect(() => importJsonl('{"role":"user"}')).toThrow('Line 1');
    expect(() => importJsonl('\n\n')).toThrow('no message');
  });

  it('is one page of markdown, whatever is in it', () => {
    const text = [...exportMarkdown(conversation)].join('');
    expect(text.startsWith('# A # title\n\n## You\n\na\n')).toBe(true);
    expect(text).toContain('## Assistant (p/m)');
    expect(text).toContain('````\nlook_up({"a":"```"})\n````');
    expect(text).toContain('1. First.\n   Then.\n   Action: look');
    expect(text).toContain('_interrupted_');
  });

  it('tells the samples of an answer apart in markdown, with their vote', () => {
    const stepOf = (branch: number, index: number, thought: string) => ({
      ...step,
      branch,
      index,
      thought,
      confidence: 90,
    });
    const result = { agrees: true, complete: true, warnings: [], durationMs: 1 };
    const voted = message('b', 'a', {
      role: 'assistant',
      content: '10',
      confidence: 66.7,
      reasoningSteps: [stepOf(0, 0, 'zero'), stepOf(1, 1, 'one'), stepOf(0, 2, 'zero more')],
      samples: [
        { ...result, branch: 0, status: 'answered', finalAnswer: '10 apples' },
        { ...result, branch: 1, status: 'no_answer' },
      ],
      vote: {
        winner: 0,
        counts: [{ answer: '10', branches: [0] }],
        agreement: 1,
        samples: 3,
        stoppedEarly: true,
        reason: 'settled',
      },
    });
    const text = [
      ...exportMarkdown({ ...conversation, activeLeafId: 'b', messages: [message('a', null, {}), voted] }),
    ].join('');
    expect(text).toContain('Vote: 100 % agree, confidence 67 %\n\n- 10: 1 of 3\n\n### Sample 1 (winner)\n\n1. zero\n');
    expect(text).toContain('   Confidence: 90 %\n2. zero more\n');
    expect(text).toContain('\n\nAnswer: 10 apples\n\n### Sample 2 (no answer)\n\n1. one\n');
  });
});
