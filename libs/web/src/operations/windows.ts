import type { Option } from '../components/choice';

/** How far back a page looks, seconds as text. */
export type WindowSeconds = '300' | '3600' | '86400' | '604800' | '2592000';

/** What can be chosen. */
export const WINDOWS: readonly Option<WindowSeconds>[] = [
  { value: '300', label: '5 minutes' },
  { value: '3600', label: '1 hour' },
  { value: '86400', label: '24 hours' },
  { value: '604800', label: '7 days' },
  { value: '2592000', label: '30 days' },
];
