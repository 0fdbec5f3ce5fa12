import { Menu as BaseMenu } from '@base-ui/react/menu';
import type { ReactElement, ReactNode } from 'react';
import styles from './menu.module.css';

/** One thing that a menu offers: something to do, or an address to go to. */
export interface MenuEntry {
  label: string;
  icon?: ReactNode;
  onSelect?: () => void;
  /** An address of this server, which the browser downloads. */
  download?: string;
  danger?: boolean;
}

/** A button that opens a list of things to do. `trigger` is the button. */
export function Menu({ trigger, entries }: { trigger: ReactElement; entries: readonly MenuEntry[] }) {
  return (
    <BaseMenu.Root>
      <BaseMenu.Trigger render={trigger} />
      <BaseMenu.Portal>
        <BaseMenu.Positioner className={styles.positioner} sideOffset={4} align="end">
          <BaseMenu.Popup className={styles.popup}>
            {entries.map(({ label, icon, onSelect, download, danger }) => (
              <BaseMenu.Item
                key={label}
                className={styles.item}
                data-danger={danger || undefined}
                onClick={onSelect}
                {...(download !== undefined && { render: <a href={download} download /> })}
              >
                {icon}
                {label}
              </BaseMenu.Item>
            ))}
          </BaseMenu.Popup>
        </BaseMenu.Positioner>
      </BaseMenu.Portal>
    </BaseMenu.Root>
  );
}
