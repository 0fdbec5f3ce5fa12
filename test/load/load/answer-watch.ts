import { MarkerCounter } from '../wire/marker-counter';

/** What makes an answer right. */
export interface AnswerRule {
  /** Stands in every piece of the model's text. */
  textMark: string;
  /** How often at least; an answer may repeat it. */
  texts: number;
  /** How often at most. Default: as often as it likes. */
  mostTexts?: number;
  /** What else must stand in it, such as the sign that a stream is complete. Default: a body of its announced length is enough. */
  endMark?: string;
}

/** Watches one answer after another on one connection. */
export class AnswerWatch {
  private readonly texts: MarkerCounter;
  private readonly ends: MarkerCounter | undefined;
  private status = '';

  /** When the first text arrived, on the clock of `performance.now`. Undefined: not yet. */
  firstTextAt: number | undefined;

  constructor(private readonly rule: AnswerRule) {
    this.texts = new MarkerCounter(rule.textMark);
    this.ends = rule.endMark === undefined ? undefined : new MarkerCounter(rule.endMark);
  }

  /** A new answer begins. */
  begin(head: string): void {
    this.status = head.slice('HTTP/1.1 '.length, 'HTTP/1.1 200'.length);
    this.firstTextAt = undefined;
    this.texts.reset();
    this.ends?.reset();
  }

  /** Takes the next bytes of its body. */
  push(bytes: Buffer): void {
    this.texts.push(bytes);
    this.ends?.push(bytes);
    if (this.firstTextAt === undefined && this.texts.count > 0) this.firstTextAt = performance.now();
  }

  /** Pieces of text so far. */
  get textCount(): number {
    return this.texts.count;
  }

  /** Whether the answer, which has ended, is what it should be. */
  get isRight(): boolean {
    const { texts, mostTexts = Infinity } = this.rule;
    const { count } = this.texts;
    return this.status === '200' && count >= texts && count <= mostTexts && this.ends?.count !== 0;
  }
}
