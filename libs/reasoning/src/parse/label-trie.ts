import { LABELS, type Label, type LabelWords } from './label';
import { ENGLISH, LABEL_TABLES, LOCALES, type Locale } from './label-table';

/** A node of the tree of labels, keyed by lower-case code unit. */
export interface LabelNode {
  readonly next: Map<number, LabelNode>;
  label?: Label;
}

const tries = new Map<string, LabelNode>();

/** The tree of all labels of English and the given languages. Built once for each set of languages. */
export function labelTrie(locales: readonly Locale[] = LOCALES): LabelNode {
  const key = [...new Set(locales)].sort().join();
  let root = tries.get(key);
  if (root === undefined) {
    root = { next: new Map() };
    // English comes last: where languages share a word, the English meaning holds.
    for (const locale of LOCALES) if (locales.includes(locale)) addTable(root, LABEL_TABLES[locale]);
    if (locales.includes('zh') || locales.includes('ja')) addOrdinalSteps(root);
    addTable(root, ENGLISH);
    tries.set(key, root);
  }
  return root;
}

function addTable(root: LabelNode, table: Partial<Record<LabelWords, string>>): void {
  for (const [words, alternatives] of Object.entries(table) as [LabelWords, string][]) {
    for (const text of alternatives.split('|')) {
      add(root, text.normalize('NFC'), LABELS[words]);
      add(root, text.normalize('NFD'), LABELS[words]);
    }
  }
}

/** `第一步：` carries its number inside, unlike `步骤1：`. */
function addOrdinalSteps(root: LabelNode): void {
  const numbers = [
    '一',
    '二',
    '三',
    '四',
    '五',
    '六',
    '七',
    '八',
    '九',
    '十',
    ...Array.from({ length: 20 }, (_, i) => String(i + 1)),
  ];
  for (const number of numbers) for (const unit of ['步', '歩']) add(root, `第${number}${unit}`, LABELS.step);
}

function add(root: LabelNode, text: string, label: Label): void {
  let node = root;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    let next = node.next.get(code);
    if (next === undefined) {
      next = { next: new Map() };
      node.next.set(code, next);
    }
    node = next;
  }
  node.label = label;
}
