import type { Locale } from './label-table';
import type { ReplySink } from './reply-sink';

/** How a reply's text is to be read. */
export interface ParseOptions {
  /**
   * `labels`: the model was asked for Thought / Action / Final Answer; labels, tags, JSON and the fallbacks are read.
   * `markers`: only the marks by which models set off their own reasoning are read; other text is the answer, verbatim.
   */
  mode: 'labels' | 'markers';
  /** Languages whose labels count beside English ones. Default: all. */
  locales?: readonly Locale[] | undefined;
  /** True when the prompt opened the reasoning block, so that the reply starts inside it. Default false. */
  insideReasoning?: boolean | undefined;
  /**
   * True when a closing mark without an opening one may end reasoning, as where the chat template wrote the opening one.
   * False for models that never write such marks of their own: there it is text. Default true.
   */
  loneClosing?: boolean | undefined;
  /** Default: one that keeps nothing. */
  sink?: ReplySink;
}
