import { matchLabel } from './label-matcher';
import { labelTrie } from './label-trie';

const ALL = labelTrie();
const read = (text: string, atEnd = true) => matchLabel(text, 0, ALL, atEnd);

describe('matchLabel', () => {
  it.each([
    ['Thought:', 'thought'],
    ['THOUGHT :', 'thought'],
    ['Thought 12:', 'thought'],
    ['Thought #3:', 'thought'],
    ['Thought (2):', 'thought'],
    ['Step 2/5:', 'thought'],
    ['- **Thought**:', 'thought'],
    ['1. Thought:', 'thought'],
    ['### Thought', 'thought'],
    ['__Thought__\n', 'thought'],
    ['🤔 Thought:', 'thought'],
    ['Self-Reflection:', 'reflection'],
    ['Action 1:', 'action'],
    ['Action Input:', 'input'],
    ['action_input:', 'input'],
    ['Observation 3:', 'observation'],
    ['FINAL  ANSWER：', 'final'],
    ['Final Answer (in euros):', 'final'],
    ['(Confidence: 80%)', 'confidence'],
    ['Question:', 'question'],
    ['Human:', 'turn'],
    ['最终答案：', 'final'],
    ['第三步：', 'thought'],
    ['2단계:', 'thought'],
    ['Réponse finale\u202f:', 'final'],
    ['Re\u0301ponse finale :', 'final'],
  ])('reads %j as %s', (text, kind) => {
    expect(read(text)).toMatchObject({ label: { kind } });
  });

  it.each([
    'Thoughtful: yes',
    'My Thoughts on it',
    'Thought',
    '> Thought: quoted',
    '10:30 sharp',
    'Finally:',
    '** Thought: not bold',
    '[Thought]: in brackets',
    '2 Thought: number before it',
    'Analysis\n',
    'Thought - a dash',
    '---',
    'Confidence: that depends',
  ])('takes %j for text', (text) => {
    expect(read(text)).toBeNull();
  });

  it.each([
    'T',
    'Fin',
    '- ',
    '**Thou',
    '## ',
    '1',
    'Thought 1',
    'Thought #',
    'Step 1/',
    '**Thought*',
    'Final Answer (in',
    '🤔',
  ])('waits for more behind %j, and no longer when nothing follows', (text) => {
    expect(read(text, false)).toBe('more');
    expect(read(text, true)).toBeNull();
  });

  it('tells where the label ends and which emphasis it leaves open', () => {
    expect(read('**Final Answer:** 5')).toMatchObject({ end: 15, emphasis: '**' });
    expect(read('**Final Answer**: 5')).toMatchObject({ end: 17, emphasis: '' });
  });

  it('takes the whole of a confidence line', () => {
    expect(read('Confidence: 0.85\nnext')).toMatchObject({ end: 16, confidence: 85 });
    expect(read('Confidence: high')).not.toHaveProperty('confidence');
  });

  it('knows an action that is none, as soon as it can be nothing else', () => {
    expect(read('Action: None\n')).toMatchObject({ nullAction: true, end: 12 });
    expect(read('Action: Non', false)).toBe('more');
    expect(read('Action: Nonsense', false)).not.toHaveProperty('nullAction');
    expect(read('Action: look', false)).toMatchObject({ end: 7 });
  });

  it('knows English beside the languages that were asked for', () => {
    const french = labelTrie(['fr']);
    expect(matchLabel('Réponse :', 0, french, true)).toMatchObject({ label: { kind: 'final' } });
    expect(matchLabel('Answer:', 0, french, true)).toMatchObject({ label: { kind: 'final' } });
    expect(matchLabel('Antwort:', 0, french, true)).toBeNull();
  });
});
