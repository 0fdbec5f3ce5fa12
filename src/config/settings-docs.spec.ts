import { SETTINGS } from './settings';
import { envExample, settingsTable } from './settings-docs';

describe('the documentation of the settings', () => {
  const names = Object.keys(SETTINGS);

  it('has one row per setting in the table', () => {
    const rows = settingsTable().match(/^\| `[A-Z_]+`/gm) ?? [];

    expect(rows.map((row) => row.slice(3, -1))).toEqual(names);
  });

  it('has one commented line per setting in the example, so that a copy changes nothing', () => {
    const lines = envExample().split('\n');

    expect(lines.filter((line) => /^# [A-Z_]+=/.test(line)).map((line) => line.slice(2, line.indexOf('=')))).toEqual(
      names,
    );
    expect(lines.every((line) => line === '' || line.startsWith('#'))).toBe(true);
  });
});
