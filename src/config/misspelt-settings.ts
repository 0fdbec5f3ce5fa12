import { nearestName } from '@app/kernel';
import type { Environment } from './read-settings';
import { SETTINGS } from './settings';

/** Of two words at least: short names of other programs are near to everything. */
const LIKE_A_SETTING = /^[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+$/;

/** What to say of names in the environment that are a slip away from a setting, a line each. Values are not looked at. */
export function misspeltSettings(env: Environment = process.env): string[] {
  const known = Object.keys(SETTINGS);
  const lines: string[] = [];
  for (const name of Object.keys(env)) {
    if (name in SETTINGS || !LIKE_A_SETTING.test(name)) continue;
    const meant = nearestName(name, known);
    if (meant !== undefined) lines.push(`${name} is no setting and changes nothing; did you mean ${meant}?`);
  }
  return lines;
}
