import type { Tokens } from 'marked';
import { InlineTokens } from './inline-tokens';
import styles from './markdown.module.css';

/** A table, which scrolls by itself when it is wide. */
export function TableBlock({ token: { header, rows } }: { token: Tokens.Table }) {
  return (
    <div className={styles.table} role="region" aria-label="Table" tabIndex={0}>
      <table>
        <thead>
          <tr>
            {header.map((cell, column) => (
              <th key={column} scope="col" data-align={cell.align ?? undefined}>
                <InlineTokens tokens={cell.tokens} />
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((cells, row) => (
            <tr key={row}>
              {cells.map((cell, column) => (
                <td key={column} data-align={cell.align ?? undefined}>
                  <InlineTokens tokens={cell.tokens} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
