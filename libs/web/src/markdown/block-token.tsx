import type { Token, Tokens } from 'marked';
import type { ReactNode } from 'react';
import { CodeBlock } from './code-block';
import { InlineTokens } from './inline-tokens';
import type { MathToken } from './inline-math';
import styles from './markdown.module.css';
import { MathFormula } from './math-formula';
import { TableBlock } from './table-block';

/** One block: a paragraph, a list, code, … */
export function BlockToken({ token, growing = false }: { token: Token; growing?: boolean }): ReactNode {
  switch (token.type) {
    case 'heading':
      return <Heading token={token as Tokens.Heading} />;
    case 'paragraph':
      return (
        <p>
          <InlineTokens tokens={(token as Tokens.Paragraph).tokens} />
        </p>
      );
    case 'text':
      return <InlineTokens tokens={(token as Tokens.Text).tokens ?? [token]} />;
    case 'code': {
      const { text, lang } = token as Tokens.Code;
      return <CodeBlock code={text} language={lang} growing={growing} />;
    }
    case 'list':
      return <List token={token as Tokens.List} />;
    case 'blockquote':
      return (
        <blockquote>
          <Blocks tokens={(token as Tokens.Blockquote).tokens} />
        </blockquote>
      );
    case 'table':
      return <TableBlock token={token as Tokens.Table} />;
    case 'hr':
      return <hr />;
    case 'math':
      return <MathFormula tex={(token as MathToken).text} display />;
    case 'space':
    case 'def':
      return null;
    default:
      // Raw HTML: its source, as text.
      return <p className={styles.source}>{token.raw.trim()}</p>;
  }
}

function Blocks({ tokens }: { tokens: readonly Token[] }) {
  return tokens.map((token, index) => <BlockToken key={index} token={token} />);
}

/** The page has its own h1 and h2: those of an answer begin below. */
function Heading({ token: { depth, tokens } }: { token: Tokens.Heading }) {
  const Level = `h${Math.min(6, depth + 2)}` as 'h3';
  return (
    <Level data-depth={depth}>
      <InlineTokens tokens={tokens} />
    </Level>
  );
}

function List({ token: { ordered, start, items } }: { token: Tokens.List }) {
  const children = items.map((item, index) => <ListItem key={index} item={item} />);
  return ordered ? <ol start={start === '' ? 1 : start}>{children}</ol> : <ul>{children}</ul>;
}

function ListItem({ item: { task, checked, tokens } }: { item: Tokens.ListItem }) {
  return (
    <li data-task={task || undefined}>
      {task && (
        <input type="checkbox" checked={checked === true} readOnly disabled aria-label={checked ? 'Done' : 'To do'} />
      )}
      <Blocks tokens={tokens.filter(({ type }) => type !== 'checkbox')} />
    </li>
  );
}
