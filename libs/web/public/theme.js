// Runs before the first paint, so that nobody who chose a theme sees the other one flash. See src/app/theme.ts.
try {
  const theme = localStorage.getItem('stepwise.theme');
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;
} catch {
  // Storage is switched off in this browser: the system's theme is shown.
}
