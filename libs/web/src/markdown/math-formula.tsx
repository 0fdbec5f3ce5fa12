import { useEffect, useRef } from 'react';
import styles from './markdown.module.css';

/** Most that one formula may expand to: a short one can stand for millions of characters. */
const LIMITS = { maxExpand: 500, maxSize: 20 } as const;

/** Formulas are set by KaTeX, which is loaded with the first one. Until then, and when it cannot be read, its source is shown. */
export function MathFormula({ tex, display }: { tex: string; display: boolean }) {
  const ref = useRef<HTMLSpanElement>(null);
  useEffect(() => {
    let isCurrent = true;
    void import('./katex').then(({ renderMath }) => {
      if (isCurrent && ref.current !== null) renderMath(tex, ref.current, { displayMode: display, ...LIMITS });
    });
    return () => {
      isCurrent = false;
    };
  }, [tex, display]);
  return (
    <span className={display ? styles.mathBlock : styles.math}>
      {/* Keyed by its source, so that React never meets what KaTeX made of it. */}
      <span ref={ref} key={tex}>
        {tex}
      </span>
    </span>
  );
}
