import type { Label } from './label';

/** A label at the start of a line. */
export interface LabelMatch {
  label: Label;
  /** Index behind the label and its colon. */
  end: number;
  /** Emphasis that opened before the label and is still open behind it, such as `**`; else empty. */
  emphasis: string;
  /** For `confidence`: the stated value, 0 to 100. Absent when it is given in words. */
  confidence?: number;
  /** For `action`: the model says that it takes none. */
  nullAction?: true;
}

/** `more` means that the text may still become a label; null that it cannot. */
export type LabelReading = LabelMatch | 'more' | null;
