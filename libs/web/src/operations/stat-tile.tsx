import type { ReactNode } from 'react';
import styles from './operations.module.css';

/** Props of {@link StatTile}. */
export interface StatTileProps {
  label: string;
  value: ReactNode;
  /** A word about the value, such as what it is compared with. */
  note?: ReactNode;
  tone?: 'good' | 'fair' | 'bad';
}

/** Tiles side by side. */
export function StatTiles({ children }: { children: ReactNode }) {
  return <dl className={styles.tiles}>{children}</dl>;
}

/** One figure with its name. */
export function StatTile({ label, value, note, tone }: StatTileProps) {
  return (
    <div className={styles.tile} data-tone={tone}>
      <dt>{label}</dt>
      <dd>{value}</dd>
      {note !== undefined && <dd className={styles.tileNote}>{note}</dd>}
    </div>
  );
}
