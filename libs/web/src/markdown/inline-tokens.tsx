import type { Token, Tokens } from 'marked';
import type { ReactNode } from 'react';
import type { MathToken } from './inline-math';
import { MathFormula } from './math-formula';
import { safeUrl } from './safe-url';

/** What stands within a line. */
export function InlineTokens({ tokens }: { tokens: readonly Token[] | undefined }) {
  return tokens?.map((token, index) => <InlineToken key={index} token={token} />);
}

function InlineToken({ token }: { token: Token }): ReactNode {
  switch (token.type) {
    case 'strong':
      return (
        <strong>
          <InlineTokens tokens={(token as Tokens.Strong).tokens} />
        </strong>
      );
    case 'em':
      return (
        <em>
          <InlineTokens tokens={(token as Tokens.Em).tokens} />
        </em>
      );
    case 'del':
      return (
        <del>
          <InlineTokens tokens={(token as Tokens.Del).tokens} />
        </del>
      );
    case 'codespan':
      return <code>{(token as Tokens.Codespan).text}</code>;
    case 'br':
      return <br />;
    case 'link':
      return <Link token={token as Tokens.Link} />;
    case 'image':
      return <ImageLink token={token as Tokens.Image} />;
    case 'math':
      return <MathFormula tex={(token as MathToken).text} display={(token as MathToken).display} />;
    case 'text': {
      const { tokens, text } = token as Tokens.Text;
      return tokens === undefined ? text : <InlineTokens tokens={tokens} />;
    }
    case 'escape':
      return (token as Tokens.Escape).text;
    default:
      // HTML and whatever else there may be: its source, as text.
      return token.raw;
  }
}

function Link({ token: { href, title, tokens } }: { token: Tokens.Link }): ReactNode {
  const url = safeUrl(href);
  if (url === undefined) return <InlineTokens tokens={tokens} />;
  return (
    <a href={url} title={title ?? undefined} target="_blank" rel="noopener noreferrer nofollow">
      <InlineTokens tokens={tokens} />
    </a>
  );
}

/** Fetching a picture would tell its server who reads what: a person decides by following the link. */
function ImageLink({ token: { href, text } }: { token: Tokens.Image }): ReactNode {
  const url = safeUrl(href);
  const label = `Image: ${text === '' ? 'without a description' : text}`;
  if (url === undefined) return <span>[{label}]</span>;
  return (
    <a href={url} target="_blank" rel="noopener noreferrer nofollow">
      {label}
    </a>
  );
}
