import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { STRATEGY_NAMES } from '@app/contracts';
import { PARSE_WARNINGS } from '@app/reasoning';
import { envExample, settingsTable } from '../../src/config/settings-docs';
import { PRODUCT_VERSION } from '../../src/product-version';

const read = (path: string): string => readFileSync(join(__dirname, '../..', path), 'utf8');

/** Warnings that do not come from the parser. */
const OTHER_WARNINGS = [
  'default_model_unavailable',
  'effort_ignored',
  'out_of_scope',
  'history_ignored',
  'history_trimmed',
  'hidden_reasoning',
  'truncated',
  'content_filtered',
];

describe('the documentation', () => {
  it.each([...PARSE_WARNINGS, ...OTHER_WARNINGS])('explains the warning %s', (warning) => {
    expect(read('docs/reasoning.md')).toContain(`| \`${warning}\``);
  });

  it.each(STRATEGY_NAMES)('explains the strategy %s', (strategy) => {
    expect(read('docs/reasoning.md')).toMatch(new RegExp(`^\\| \`${strategy}\``, 'm'));
  });

  it('holds the table of settings that the program has (npm run docs:write)', () => {
    expect(read('README.md').includes(settingsTable())).toBe(true);
  });

  it('holds the example environment that the program has (npm run docs:write)', () => {
    expect(read('.env.example') === envExample()).toBe(true);
  });

  it('links only to files that exist', () => {
    const links = [...read('README.md').matchAll(/\]\(([^)#:]+)\)/g)].map((match) => match[1]!);

    expect(links.length).toBeGreaterThan(5);
    for (const link of links) expect(() => read(link)).not.toThrow();
  });

  it('names one version', () => {
    expect(PRODUCT_VERSION).toBe((JSON.parse(read('package.json')) as { version: string }).version);
  });
});
