import type { ParseOptions } from '../parse/parse-options';
import type { ParsedReply } from '../parse/parsed-reply';
import { ReplyParser } from '../parse/reply-parser';
import { ReplaySink } from './replay-sink';

/** What a reply in pieces was read as. */
export interface PiecewiseReading {
  reply: ParsedReply;
  /** What a client that followed the events would show. */
  shown: ReplaySink;
  /** Most characters that were held back between two pieces. */
  heldBack: number;
}

/** Parses a reply in the given pieces. */
export function parseInPieces(
  pieces: readonly string[],
  options: Omit<ParseOptions, 'sink'> = { mode: 'labels' },
): PiecewiseReading {
  const shown = new ReplaySink();
  const parser = new ReplyParser({ ...options, sink: shown });
  let heldBack = 0;
  for (const piece of pieces) {
    parser.push(piece);
    heldBack = Math.max(heldBack, parser.heldBack);
  }
  return { reply: parser.end(), shown, heldBack };
}

/** A text cut into pieces of the given lengths, one after another; the rest is the last piece. */
export function cut(text: string, lengths: Iterable<number>): string[] {
  const pieces: string[] = [];
  let start = 0;
  for (const length of lengths) {
    if (start >= text.length) return pieces;
    pieces.push(text.slice(start, start + length));
    start += length;
  }
  return start < text.length ? [...pieces, text.slice(start)] : pieces;
}

/** A text cut into its code units. */
export function codeUnits(text: string): string[] {
  return Array.from({ length: text.length }, (_, i) => text.charAt(i));
}
