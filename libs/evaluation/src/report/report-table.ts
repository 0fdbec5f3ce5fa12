/** A table of the report, the same for the terminal, Markdown and HTML. */
export interface ReportTable {
  title: string;
  /** What its columns mean, in one or two sentences. */
  note: string;
  /** The first columns are words, the others figures. */
  columns: string[];
  /** How many of the columns are words. */
  words: number;
  rows: string[][];
}
