import { Dialog } from '@base-ui/react/dialog';
import { Menu as MenuIcon } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { IconButton } from '../components/button';
import { Logo } from './logo';
import styles from './shell.module.css';
import { Sidebar } from './sidebar';

/** The frame of every page: the sidebar, which a phone opens with a button, and the page. */
export function Shell({ children }: { children: ReactNode }) {
  const [open, setOpen] = useState(false);
  return (
    <div className={styles.shell}>
      <a href="#main" className={styles.skip}>
        To the content
      </a>
      <div className={styles.side}>
        <Sidebar onNavigate={() => undefined} />
      </div>
      <header className={styles.top}>
        <Dialog.Root open={open} onOpenChange={setOpen}>
          <Dialog.Trigger render={<IconButton label="Open the menu" icon={<MenuIcon />} />} />
          <Dialog.Portal>
            <Dialog.Backdrop className={styles.backdrop} />
            <Dialog.Popup className={styles.drawer} aria-label="Menu">
              <Sidebar onNavigate={() => setOpen(false)} />
            </Dialog.Popup>
          </Dialog.Portal>
        </Dialog.Root>
        <Logo />
      </header>
      <main id="main" className={styles.main} tabIndex={-1}>
        {children}
      </main>
    </div>
  );
}
