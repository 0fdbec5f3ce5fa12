import { RefreshCw } from 'lucide-react';
import { useEffect, type ReactNode, type Ref } from 'react';
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

/** Props of {@link Panel}. */
export interface PanelProps {
  title: string;
  tools?: ReactNode;
  /** Its element, which can be focused by a script then. */
  ref?: Ref<HTMLElement> | undefined;
  children: ReactNode;
}

/** A part of a page with a heading of its own. */
export function Panel({ title, tools, ref, children }: PanelProps) {
  return (
    <section ref={ref} className={styles.panel} aria-label={title} tabIndex={ref === undefined ? undefined : -1}>
      <header className={styles.panelHead}>
        <h2>{title}</h2>
        {tools}
      </header>
      {children}
    </section>
  );
}
