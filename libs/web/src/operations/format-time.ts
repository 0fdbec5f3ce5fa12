const FORMAT = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'medium' });

/** `25 Nov 2026, 19:56:08`, in the time of the browser. */
export function formatTime(epochMs: number): string {
  return FORMAT.format(epochMs);
}

const DAY_SECONDS = 86_400;
const AXIS_FORMATS = {
  second: new Intl.DateTimeFormat('en-GB', { timeStyle: 'medium' }),
  minute: new Intl.DateTimeFormat('en-GB', { timeStyle: 'short' }),
  day: new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium' }),
};

/**
 * Moments under a chart in the form of {@link formatTime}: the time of day, and the date where it is another one than at
 * the left, as a second line. Days apart, the dates alone. `incrementSeconds` is what lies between two of them.
 */
export function formatTicks(epochSeconds: readonly number[], incrementSeconds: number): string[] {
  const days = epochSeconds.map((seconds) => AXIS_FORMATS.day.format(seconds * 1000));
  if (incrementSeconds >= DAY_SECONDS) return days;
  const times = incrementSeconds < 60 ? AXIS_FORMATS.second : AXIS_FORMATS.minute;
  return epochSeconds.map((seconds, at) => {
    const time = times.format(seconds * 1000);
    return days[at] === days[at - 1] ? time : `${time}\n${days[at]}`;
  });
}
