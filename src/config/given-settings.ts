import type { Environment } from './read-settings';
import { SETTINGS } from './settings';

/** What differs from server to server of one installation. */
const OF_ONE_SERVER: ReadonlySet<string> = new Set(['HOST', 'PORT', 'DATA_DIR', 'RUN_JOBS']);

/** The settings that the environment gives, secrets included, without those of one server alone. Not to be kept or shown. */
export function givenSettings(env: Environment = process.env): Map<string, string> {
  const given = new Map<string, string>();
  for (const name of Object.keys(SETTINGS)) {
    const value = env[name]?.trim() ?? '';
    if (value !== '' && !OF_ONE_SERVER.has(name)) given.set(name, value);
  }
  return given;
}
