import { ReplyParser } from '@app/reasoning';

/** The final answer of a recorded reply, read as prompted strategies read it; empty when there is none. */
export function finalAnswerOf(reply: string): string {
  const parser = new ReplyParser({ mode: 'labels' });
  parser.push(reply);
  return parser.end().finalAnswer ?? '';
}
