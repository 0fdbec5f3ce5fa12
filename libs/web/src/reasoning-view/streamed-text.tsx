import { memo, useMemo } from 'react';
import styles from './reasoning-view.module.css';

/** Characters after which a piece ends at the next line, so that a growing text is laid out anew only at its end. */
const PIECE_LENGTH = 2_000;

/** Plain text that may be long and may grow: only its last piece is touched when more comes. */
export const StreamedText = memo(function StreamedText({ text }: { text: string }) {
  const pieces = useMemo(() => splitText(text), [text]);
  return (
    <div className={styles.text}>
      {pieces.map((piece, index) => (
        <Piece key={index} text={piece} />
      ))}
    </div>
  );
});

const Piece = memo(function Piece({ text }: { text: string }) {
  return <p className={styles.piece}>{text}</p>;
});

/** Cuts at line ends. The cuts of a text are those of every longer text that begins with it. */
export function splitText(text: string): string[] {
  const pieces: string[] = [];
  let start = 0;
  while (text.length - start > PIECE_LENGTH) {
    const line = text.indexOf('\n', start + PIECE_LENGTH);
    let end = line === -1 || line > start + 2 * PIECE_LENGTH ? start + 2 * PIECE_LENGTH : line;
    if (end >= text.length) break;
    if (isHighSurrogate(text.charCodeAt(end - 1))) end -= 1;
    pieces.push(text.slice(start, end));
    start = text[end] === '\n' ? end + 1 : end;
  }
  pieces.push(text.slice(start).replace(/\n+$/, ''));
  return pieces;
}

function isHighSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdbff;
}
