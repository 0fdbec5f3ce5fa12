import { lazy, type ComponentType } from 'react';

/** A page of the operations. */
export interface OperationsPage {
  /** The end of its address. */
  path: string;
  title: string;
  /** One of these roles may see it; absent: everybody. As the routes that it reads. */
  roles?: readonly string[];
  Component: ComponentType;
}

/** The pages in the order of the navigation; the first one is where `/operations` leads. Each is loaded when it is opened. */
export const OPERATIONS_PAGES: readonly OperationsPage[] = [
  { path: 'overview', title: 'Overview', Component: lazy(() => import('./overview-page')) },
  { path: 'models', title: 'Models', Component: lazy(() => import('./models-page')) },
  { path: 'cache', title: 'Cache', roles: ['operator'], Component: lazy(() => import('./cache-page')) },
  { path: 'limits', title: 'Limits', Component: lazy(() => import('./limits-page')) },
  { path: 'queues', title: 'Queues', roles: ['operator'], Component: lazy(() => import('./queues-page')) },
  { path: 'anomalies', title: 'Anomalies', roles: ['operator'], Component: lazy(() => import('./anomalies-page')) },
  { path: 'usage', title: 'Usage', Component: lazy(() => import('./usage-page')) },
  { path: 'audit', title: 'Audit', roles: ['auditor'], Component: lazy(() => import('./audit-page')) },
  { path: 'health', title: 'Health', roles: ['operator'], Component: lazy(() => import('./health-page')) },
  { path: 'settings', title: 'Settings', roles: ['admin'], Component: lazy(() => import('./settings-page')) },
];
