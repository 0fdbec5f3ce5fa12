/** What a label at the start of a line announces. */
type LabelKind =
  'thought' | 'reflection' | 'action' | 'input' | 'observation' | 'final' | 'turn' | 'question' | 'confidence';

/** One kind of label, with how far it may be trusted. */
export interface Label {
  readonly kind: LabelKind;
  /** Ends a final answer. False for words that a long answer uses itself, such as `Step 2:`. */
  readonly endsFinal: boolean;
  /** Counts without a colon, when it is a heading or a bold line of its own. */
  readonly standsAlone: boolean;
  /** A final answer that gives way to a plainer one. */
  readonly weak: boolean;
}

/** The sets of words in the tables of labels. */
export type LabelWords =
  | 'thought'
  | 'step'
  | 'explanation'
  | 'reflection'
  | 'action'
  | 'input'
  | 'observation'
  | 'final'
  | 'conclusion'
  | 'question'
  | 'user'
  | 'confidence';

const plain = { endsFinal: true, standsAlone: false, weak: false };

/** The label that each set of words stands for. */
export const LABELS: Readonly<Record<LabelWords, Label>> = {
  thought: { ...plain, kind: 'thought', standsAlone: true },
  step: { ...plain, kind: 'thought', standsAlone: true, endsFinal: false },
  explanation: { ...plain, kind: 'thought' },
  reflection: { ...plain, kind: 'reflection' },
  action: { ...plain, kind: 'action' },
  input: { ...plain, kind: 'input' },
  observation: { ...plain, kind: 'observation' },
  final: { ...plain, kind: 'final', standsAlone: true },
  conclusion: { ...plain, kind: 'final', weak: true, endsFinal: false },
  question: { ...plain, kind: 'question' },
  user: { ...plain, kind: 'turn' },
  confidence: { ...plain, kind: 'confidence' },
};
