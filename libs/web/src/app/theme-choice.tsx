import { Monitor, Moon, Sun } from 'lucide-react';
import { useStore } from 'zustand';
import { IconButton } from '../components/button';
import { chooseTheme, THEMES, themeStore } from './theme';

const ICONS = { system: <Monitor />, light: <Sun />, dark: <Moon /> };

/** Goes from the system's theme to light, to dark, and back. */
export function ThemeChoice() {
  const { theme } = useStore(themeStore);
  const next = THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length] ?? 'system';
  return (
    <IconButton label={`Theme: ${theme}. Change to ${next}`} icon={ICONS[theme]} onClick={() => chooseTheme(next)} />
  );
}
