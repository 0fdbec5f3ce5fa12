import { useEffect, useState, type ReactNode } from 'react';
import { CopyButton } from '../components/copy-button';
import styles from './markdown.module.css';

/** Code with its language and a button to copy it. Coloured once it is whole, when the language is known. */
export function CodeBlock({
  code,
  language,
  growing,
}: {
  code: string;
  language: string | undefined;
  growing: boolean;
}) {
  const name = language?.split(/\s/, 1)[0] ?? '';
  return (
    <figure className={styles.code}>
      <figcaption className={styles.codeHead}>
        <span>{name === '' ? 'code' : name}</span>
        <CopyButton text={code} label="Copy code" />
      </figcaption>
      <pre tabIndex={0} aria-label={`Code${name === '' ? '' : ` in ${name}`}`}>
        <code>{useColoured(code, name, growing)}</code>
      </pre>
    </figure>
  );
}

/** Longer code is shown without colours: they would cost more than a frame. */
const MOST_COLOURED = 50_000;

function useColoured(code: string, language: string, growing: boolean): ReactNode {
  const [coloured, setColoured] = useState<{ code: string; nodes: ReactNode }>();
  useEffect(() => {
    if (growing || language === '' || code.length > MOST_COLOURED) return undefined;
    let isCurrent = true;
    void import('./colour-code').then(({ colourCode }) => {
      if (isCurrent) setColoured({ code, nodes: colourCode(code, language) });
    });
    return () => {
      isCurrent = false;
    };
  }, [code, language, growing]);
  return coloured?.code === code ? coloured.nodes : code;
}
