import { codeUnits, parseInPieces } from '../testing/parse-in-pieces';

const times = (text: string, length: number): string => text.repeat(Math.ceil(length / text.length));
const runs = (length: number): string => {
  let text = '';
  for (let k = 1; text.length < length; k++) text += `${'`'.repeat(k % 200)} `;
  return text;
};

/** Texts made to cost a careless parser more than linear work, by length. */
const ADVERSARIES: Record<string, (length: number) => string> = {
  'one long line': (n) => `Thought: ${times('a ', n)}`,
  'opening tags': (n) => times('<think>', n),
  'lone closing tags': (n) => times('b</think>', n),
  'closing tags behind a block': (n) => `<think>a</think>${times('b</think>', n)}`,
  'many blocks': (n) => times('<think>a</think>b', n),
  'many answers': (n) => times('Final Answer: x\nThought: y\n', n),
  'weak answers before a plain one': (n) => `${times('Conclusion: x\nThought: y\n', n)}Final Answer: z`,
  'stray backticks before closing tags': (n) => `<think>${times('` </think>a<think>\n', n)}`,
  'stray backticks before blocks': (n) => times('text ` <think>x</think>\n', n),
  'fences that never close': (n) => `<think>\n\`\`\`a\n${times('</think><think>\n```a\n', n)}`,
  'labels in a fence that never closes': (n) => `Thought: a\n\`\`\`\n${times('Final Answer: b\n', n)}`,
  'runs of backticks of every length': runs,
  'boxes that never close': (n) => times('\\boxed{', n),
  'sentences with an answer': (n) => times('so the answer is 1. ', n),
  'white space': (n) => `Thought: a${times(' ', n)}b${times('\n', n)}c`,
  questions: (n) => `Thought: a\n${times('Question: x\n', n)}`,
  'JSON thoughts': (n) => `{"thoughts":["${times('a","', n)}`,
  'JSON that breaks at its end': (n) => `{"thoughts":["a"],${times('"x":1,', n)}!`,
  'quoted closing tags': (n) => `<think>\n${times('> </think>\n', n)}`,
  'turns of users in channels': (n) => times('<|start|>user<|message|>x<|end|>', n),
  'answers in channels': (n) => times('<|start|>assistant<|channel|>final<|message|>x<|end|>', n),
  'fences around the reply that go on': (n) => `\`\`\`\nThought: a\n${times('```\nb\n', n)}`,
  'stray backticks at ends of lines': (n) => times('a `\n', n),
  'boxes in spans': (n) => times('`\\boxed{1}` ', n),
  'fences closed by tags': (n) => times('<think>\n```\na\n```</think>', n),
  'list marks': (n) => times('- ', n),
  'channel markers': (n) => times('<|channel|>', n),
  actions: (n) => times('Action: a\nAction Input: b\n', n),
};

/** Counts the calls of a method of all strings until `restore` is called. */
function countCalls(name: 'charAt' | 'charCodeAt'): { calls: number; restore: () => void } {
  const original = Object.getOwnPropertyDescriptor(String.prototype, name)!;
  const method = original.value as (this: string, index: number) => unknown;
  const counter = { calls: 0, restore: () => Object.defineProperty(String.prototype, name, original) };
  Object.defineProperty(String.prototype, name, {
    ...original,
    value: function counted(this: string, index: number) {
      counter.calls++;
      return method.call(this, index);
    },
  });
  return counter;
}

/** Characters looked at while parsing, and characters sent to the sink. */
function workFor(pieces: readonly string[]): number {
  const looks = [countCalls('charAt'), countCalls('charCodeAt')];
  try {
    const { shown } = parseInPieces(pieces);
    return looks.reduce((sum, { calls }) => sum + calls, shown.sent + shown.retracts);
  } finally {
    for (const { restore } of looks) restore();
  }
}

describe('the work of the parser', () => {
  it.each(Object.entries(ADVERSARIES))('grows with the length of the text and no faster: %s', (_, make) => {
    const [short, long] = [make(2000), make(8000)];
    for (const cutUp of [(text: string) => [text], codeUnits]) {
      const [few, many] = [workFor(cutUp(short)), workFor(cutUp(long))];
      expect(many / few).toBeLessThan((1.3 * long.length) / short.length);
      expect(many).toBeLessThan(60 * long.length);
    }
  });
});
