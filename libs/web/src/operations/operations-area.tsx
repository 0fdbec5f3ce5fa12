import { Suspense } from 'react';
import { Link, Redirect } from 'wouter';
import { useStore } from 'zustand';
import { accountStore, hasRole } from '../account/account-store';
import { NotFound } from '../app/not-found';
import styles from './operations.module.css';
import { OPERATIONS_PAGES } from './operations-pages';

/** The operations: the navigation between their pages, and one of them. */
export default function OperationsArea({ path }: { path: string | undefined }) {
  const account = useStore(accountStore, (state) => state.account);
  const pages = OPERATIONS_PAGES.filter(({ roles }) => roles === undefined || hasRole(account, roles));
  const [first] = pages;
  if (path === undefined && first !== undefined) return <Redirect to={`/operations/${first.path}`} replace />;
  const page = pages.find((one) => one.path === path);
  if (page === undefined) return <NotFound />;
  return (
    <div className={styles.area}>
      <nav className={styles.nav} aria-label="Operations">
        <ul>
          {pages.map((one) => (
            <li key={one.path}>
              <Link
                ref={one === page ? showTab : undefined}
                href={`/operations/${one.path}`}
                aria-current={one === page ? 'page' : undefined}
              >
                {one.title}
              </Link>
            </li>
          ))}
        </ul>
      </nav>
      <div className={styles.scroll} key={page.path}>
        <Suspense>
          <page.Component />
        </Suspense>
      </div>
    </div>
  );
}

/** On a phone the tabs are wider than the screen. */
function showTab(tab: HTMLElement | null): void {
  tab?.scrollIntoView({ block: 'nearest', inline: 'center' });
}
