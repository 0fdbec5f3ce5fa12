import { nearestName } from '@app/kernel';
import type { Environment } from './read-settings';
import { SETTINGS } from './settings';

/** Of two words at least: short names of other programs are near to everything. */
const LIKE_A_SETTING = /^[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+$/;
/** Names of so many letters and more may have two slips, shorter ones have one. */
const LONG_NAME = 12;

/**
 * What to say of names in the environment that are a slip away from a setting, a line each. Values are not looked at.
 *
 * @param used names that the configuration gives a use, such as those of providers' keys.
 */
export function misspeltSettings(used: ReadonlySet<string>, env: Environment = process.env): string[] {
  const known = Object.keys(SETTINGS);
  const lines: string[] = [];
  for (const name of Object.keys(env)) {
    if (name in SETTINGS || used.has(name) || !LIKE_A_SETTING.test(name)) continue;
    const meant = nearestName(name, known, name.replaceAll('_', '').length < LONG_NAME ? 1 : 2);
    if (meant !== undefined && nearestName(firstWord(name), [firstWord(meant)], 1) !== undefined) {
      lines.push(`${name} is no setting: is ${meant} meant?`);
    }
  }
  return lines;
}

function firstWord(name: string): string {
  return name.slice(0, name.indexOf('_'));
}
