import { createStore } from 'zustand/vanilla';

/** What a person can choose; `system` follows the device. */
export const THEMES = ['system', 'light', 'dark'] as const;

/** One of {@link THEMES}. */
export type Theme = (typeof THEMES)[number];

const KEY = 'stepwise.theme';

/** The chosen theme, remembered in this browser. public/theme.js applies it before the first paint. */
export const themeStore = createStore<{ theme: Theme }>(() => ({ theme: readTheme() }));

/** Applies and remembers a choice. */
export function chooseTheme(theme: Theme): void {
  const { dataset } = document.documentElement;
  if (theme === 'system') delete dataset['theme'];
  else dataset['theme'] = theme;
  try {
    localStorage.setItem(KEY, theme);
  } catch {
    // Storage is switched off in this browser: the choice lasts until the page is left.
  }
  themeStore.setState({ theme });
}

function readTheme(): Theme {
  const chosen = document.documentElement.dataset['theme'];
  return chosen === 'light' || chosen === 'dark' ? chosen : 'system';
}
