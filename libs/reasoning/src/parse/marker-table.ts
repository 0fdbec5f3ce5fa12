/** What a marker inside a reply does. */
type MarkerAction =
  | 'open-thought'
  | 'close-thought'
  | 'open-reflection'
  | 'close-reflection'
  | 'open-answer'
  | 'close-answer'
  | 'open-channel'
  | 'close-channel'
  | 'harmony-header'
  | 'harmony-message'
  | 'harmony-end'
  | 'end-of-turn';

/** One marker by which a model sets off its reasoning or its answer. */
export interface Marker {
  readonly text: string;
  readonly action: MarkerAction;
  /** An opening marker is closed only by one of its own family. */
  readonly family: string;
  /** Counts only as written. Otherwise any case counts. */
  readonly exact: boolean;
  /** An answer tag that common prose or markup also uses: it counts only where nothing stands before it on its line. */
  readonly shy: boolean;
}

const plain = { exact: false, shy: false };

const pair = (open: string, close: string, what: 'thought' | 'reflection' | 'answer', family = open): Marker[] => [
  { ...plain, text: open, action: `open-${what}`, family },
  { ...plain, text: close, action: `close-${what}`, family },
];
const tag = (name: string, what: 'thought' | 'reflection' | 'answer', family = name): Marker[] =>
  pair(`<${name}>`, `</${name}>`, what, family);
const shyTag = (name: string): Marker[] => tag(name, 'answer').map((marker) => ({ ...marker, shy: true }));
const exact = (markers: Marker[]): Marker[] => markers.map((marker) => ({ ...marker, exact: true }));
const harmony = (text: string, action: MarkerAction): Marker => ({ ...plain, text, action, family: 'harmony' });
const turnEnd = (text: string): Marker => ({ ...plain, text, action: 'end-of-turn', family: 'turn' });

/** Every marker that is known, by the models that write it. */
export const MARKERS: readonly Marker[] = [
  // DeepSeek R1, Qwen 3, QwQ, GLM, Nemotron, Phi reasoning, Hunyuan, ERNIE and most others
  ...tag('think', 'thought', 'think'),
  ...tag('thinking', 'thought', 'think'),
  ...tag('thought', 'thought'),
  ...tag('thoughts', 'thought'),
  ...tag('reasoning', 'thought'),
  ...tag('scratchpad', 'thought'),
  ...tag('reflection', 'reflection'),
  // Seed-OSS, LongCat, Kimi-VL, Magistral
  ...tag('seed:think', 'thought'),
  ...tag('longcat_think', 'thought'),
  ...pair('◁think▷', '◁/think▷', 'thought'),
  ...exact(pair('[THINK]', '[/THINK]', 'thought')),
  // Command A, Sky-T1 and OpenThinker
  ...exact(pair('<|START_THINKING|>', '<|END_THINKING|>', 'thought')),
  ...exact(pair('<|START_RESPONSE|>', '<|END_RESPONSE|>', 'answer')),
  ...exact(pair('<|begin_of_thought|>', '<|end_of_thought|>', 'thought')),
  ...exact(pair('<|begin_of_solution|>', '<|end_of_solution|>', 'answer')),
  // R1-Zero style prompts, optillm, GRPO recipes
  ...tag('answer', 'answer'),
  ...tag('final_answer', 'answer'),
  ...shyTag('final-answer'),
  ...shyTag('final'),
  ...shyTag('output'),
  ...shyTag('response'),
  ...shyTag('solution'),
  // Gemma
  { ...plain, text: '<|channel>', action: 'open-channel', family: 'channel' },
  { ...plain, text: '<channel|>', action: 'close-channel', family: 'channel' },
  // gpt-oss (harmony)
  harmony('<|start|>', 'harmony-header'),
  harmony('<|channel|>', 'harmony-header'),
  harmony('<|message|>', 'harmony-message'),
  harmony('<|end|>', 'harmony-end'),
  harmony('<|return|>', 'harmony-end'),
  harmony('<|call|>', 'harmony-end'),
  // chat templates whose end token was sent as text
  turnEnd('<|im_end|>'),
  turnEnd('<|im_start|>'),
  turnEnd('<|eot_id|>'),
  turnEnd('<|endoftext|>'),
  turnEnd('<|end_of_text|>'),
];
