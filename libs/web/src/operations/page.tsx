import { RefreshCw } from 'lucide-react';
import { useEffect, type ReactNode } from 'react';
import { IconButton } from '../components/button';
import { FailureNotice } from '../chat/failure-notice';
import styles from './operations.module.css';
import type { Resource } from './use-resource';

/** Props of {@link Page}. */
export interface PageProps {
  title: string;
  /** A sentence about what is shown. */
  about: string;
  /** What the page shows; its failure is shown above the content. */
  resource?: Resource<unknown>;
  /** What stands beside the title. */
  tools?: ReactNode;
  children: ReactNode;
}

/** One page of the operations: its title, what went wrong, its content. */
export function Page({ title, about, resource, tools, children }: PageProps) {
  useEffect(() => {
    document.title = `${title} · Stepwise`;
  }, [title]);
  return (
    <div className={styles.page} aria-busy={resource?.loading}>
      <header className={styles.head}>
        <div>
          <h1>{title}</h1>
          <p>{about}</p>
        </div>
        <div className={styles.tools}>
          {tools}
          {resource !== undefined && (
            <IconButton label="Read anew" icon={<RefreshCw />} disabled={resource.loading} onClick={resource.reload} />
          )}
        </div>
      </header>
      {resource?.failure !== undefined && <FailureNotice failure={resource.failure} onRetry={resource.reload} />}
      {resource?.loading === true && resource.data === undefined ? <Skeleton /> : children}
    </div>
  );
}

function Skeleton() {
  return (
    <div className={styles.skeleton} role="status" aria-label="Loading">
      <i />
      <i />
      <i />
    </div>
  );
}

/** A part of a page with a heading of its own. */
export function Panel({ title, tools, children }: { title: string; tools?: ReactNode; children: ReactNode }) {
  return (
    <section className={styles.panel}>
      <header className={styles.panelHead}>
        <h2>{title}</h2>
        {tools}
      </header>
      {children}
    </section>
  );
}
