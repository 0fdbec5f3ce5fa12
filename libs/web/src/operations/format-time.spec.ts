import { formatTicks, formatTime } from './format-time';

const at = (day: number, hour: number, minute = 0): number => new Date(2026, 10, day, hour, minute).getTime() / 1000;

describe('moments under a chart', () => {
  it('are in the form of tables: 24 hours, the date where it begins to hold', () => {
    expect(formatTicks([at(25, 23, 30), at(26, 0), at(26, 20, 30)], 1800)).toEqual([
      '23:30\n25 Nov 2026',
      '00:00\n26 Nov 2026',
      '20:30',
    ]);
    expect(formatTime(at(26, 20, 30) * 1000)).toBe('26 Nov 2026, 20:30:00');
  });

  it('have seconds where they are seconds apart', () => {
    expect(formatTicks([at(26, 8, 5), at(26, 8, 5) + 30], 30)).toEqual(['08:05:00\n26 Nov 2026', '08:05:30']);
  });

  it('are dates where they are days apart', () => {
    expect(formatTicks([at(25, 0), at(26, 0)], 86_400)).toEqual(['25 Nov 2026', '26 Nov 2026']);
  });
});
