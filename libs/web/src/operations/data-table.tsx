import type { ReactNode } from 'react';
import styles from './operations.module.css';

/** One column of a {@link DataTable}. */
export interface Column<T> {
  title: string;
  cell: (row: T) => ReactNode;
  /** True for numbers: right-aligned, digits of one width. */
  numeric?: boolean;
  /** True for names, ids and other text that a person may compare letter by letter. */
  mono?: boolean;
  /** True for sentences and lists of details: the column stays wide enough to read them. */
  wide?: boolean;
}

/** Props of {@link DataTable}. */
export interface DataTableProps<T> {
  /** What the rows are, for screen readers. */
  label: string;
  columns: readonly Column<T>[];
  rows: readonly T[];
  rowKey: (row: T) => string | number;
  /** What is said when there are no rows. */
  empty: string;
}

/** A table that scrolls by itself where it is wide; its columns keep a width at which they can be read. */
export function DataTable<T>({ label, columns, rows, rowKey, empty }: DataTableProps<T>) {
  if (rows.length === 0) return <p className={styles.empty}>{empty}</p>;
  return (
    <div className={styles.tableFrame} role="region" aria-label={label} tabIndex={0}>
      <table className={styles.table}>
        <caption className="visually-hidden">{label}</caption>
        <thead>
          <tr>
            {columns.map(({ title, numeric }) => (
              <th key={title} scope="col" data-numeric={numeric}>
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={rowKey(row)}>
              {columns.map(({ title, cell, numeric, mono, wide }) => (
                <td key={title} data-numeric={numeric} data-mono={mono} data-wide={wide}>
                  {cell(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
