import type { AnySetting } from './setting';
import { SETTING_GROUPS } from './settings';

const LINE_WIDTH = 118;

/** The settings as a table in Markdown, one row per variable, for the README. */
export function settingsTable(): string {
  const rows = Object.entries<Record<string, AnySetting>>(SETTING_GROUPS).flatMap(([group, settings]) => [
    `| **${group}** | | |`,
    ...Object.entries(settings).map(
      ([name, { defaultText, description }]) =>
        `| \`${name}\` | ${defaultText === undefined ? '' : `\`${defaultText}\``} | ${description} |`,
    ),
  ]);
  return ['| variable | default | meaning |', '|---|---|---|', ...rows].join('\n');
}

/** The settings as a commented `.env` file. */
export function envExample(): string {
  const groups = Object.entries<Record<string, AnySetting>>(SETTING_GROUPS).map(([group, settings]) =>
    [`# ${group}`, ...Object.entries(settings).map(([name, setting]) => envEntry(name, setting))].join('\n\n'),
  );
  return `# Copy to .env and uncomment what you change. Every line shows the default.\n\n${groups.join('\n\n')}\n`;
}

function envEntry(name: string, { description, defaultText }: AnySetting): string {
  return [...wrap(description).map((line) => `# ${line}`), `# ${name}=${defaultText ?? ''}`].join('\n');
}

function wrap(text: string): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last === undefined || last.length + word.length + 1 > LINE_WIDTH) lines.push(word);
    else lines[lines.length - 1] = `${last} ${word}`;
  }
  return lines;
}
