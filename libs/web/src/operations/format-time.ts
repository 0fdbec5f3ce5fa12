const FORMAT = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'medium' });

/** `25 Nov 2026, 19:56:08`, in the time of the browser. */
export function formatTime(epochMs: number): string {
  return FORMAT.format(epochMs);
}
