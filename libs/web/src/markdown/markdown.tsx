import type { Token } from 'marked';
import { memo, useMemo } from 'react';
import { BlockToken } from './block-token';
import styles from './markdown.module.css';
import { parseMarkdown } from './parse-markdown';

/** Props of {@link Markdown}. */
export interface MarkdownProps {
  text: string;
  /** True while more text may follow: code is coloured only once its block is whole. */
  growing?: boolean;
}

/**
 * Markdown as React elements. Raw HTML is shown as the text it is, images as links, and a link goes only where
 * `safeUrl` allows. While the text grows, blocks before the last one are not rendered again.
 */
export const Markdown = memo(function Markdown({ text, growing = false }: MarkdownProps) {
  const blocks = useMemo(() => parseMarkdown(text), [text]);
  return (
    <div className={styles.markdown}>
      {blocks.map((token, index) => (
        <Block key={index} token={token} raw={token.raw} growing={growing && index === blocks.length - 1} />
      ))}
    </div>
  );
});

/** Tokens are new objects with every parse; a block is the same when its source is. */
const Block = memo(
  function Block({ token, growing }: { token: Token; raw: string; growing: boolean }) {
    return <BlockToken token={token} growing={growing} />;
  },
  (before, after) => before.raw === after.raw && before.growing === after.growing,
);
