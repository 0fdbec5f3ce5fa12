import { lazy, type ComponentType } from 'react';

/** A page of the operations. */
export interface OperationsPage {
  /** The end of its address. */
  path: string;
  title: string;
  Component: ComponentType;
}

/** The pages in the order of the navigation; the first one is where `/operations` leads. Each is loaded when it is opened. */
export const OPERATIONS_PAGES: readonly OperationsPage[] = [
  { path: 'models', title: 'Models', Component: lazy(() => import('./models-page')) },
  { path: 'audit', title: 'Audit', Component: lazy(() => import('./audit-page')) },
  { path: 'health', title: 'Health', Component: lazy(() => import('./health-page')) },
  { path: 'settings', title: 'Settings', Component: lazy(() => import('./settings-page')) },
];
