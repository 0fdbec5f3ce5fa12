import { existsSync, readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import type { SettingInForce, SettingOrigin } from '@app/contracts';
import type { Environment } from './read-settings';
import type { AnySetting } from './setting';
import { SETTING_GROUPS } from './settings';

const ENV_FILE = '.env';

/**
 * Every setting with its value and where that comes from. Secrets have no value here: they leave this function as little as
 * they leave the process. `envFile` is the text of `.env`, whose values the start has put into the environment.
 */
export function settingsInForce(env: Environment, envFile: string = readEnvFile()): SettingInForce[] {
  const inFile = parseEnv(envFile);
  return Object.entries<Record<string, AnySetting>>(SETTING_GROUPS).flatMap(([group, settings]) =>
    Object.entries(settings).map(([name, setting]) => {
      const { description, secret, defaultText } = setting;
      const given = env[name]?.trim() ?? '';
      const origin = originOf(given, inFile[name]?.trim(), defaultText);
      const value = given === '' ? defaultText : given;
      return {
        name,
        group,
        description,
        origin,
        secret,
        ...(!secret && value !== undefined && { value }),
        ...(defaultText !== undefined && { defaultValue: defaultText }),
      };
    }),
  );
}

/** What the environment said before `.env` was read is kept, so a value that differs from the file's is not from there. */
function originOf(given: string, inFile: string | undefined, defaultText: string | undefined): SettingOrigin {
  if (given !== '') return given === inFile ? 'env_file' : 'environment';
  return defaultText === undefined ? 'unset' : 'default';
}

function readEnvFile(): string {
  return existsSync(ENV_FILE) ? readFileSync(ENV_FILE, 'utf8') : '';
}
