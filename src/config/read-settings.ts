import type { ConfigProblem } from './config-error';
import { SettingProblem, type AnySetting } from './setting';
import { SETTINGS, type SettingValues } from './settings';

/** The environment as the operating system gives it. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Reads every setting. Wrong ones are added to `problems` and are undefined in the result. */
export function readSettings(env: Environment, problems: ConfigProblem[]): SettingValues {
  const values: Record<string, unknown> = {};
  for (const [variable, setting] of Object.entries<AnySetting>(SETTINGS)) {
    values[variable] = readSetting(variable, setting, env, problems);
  }
  return values as unknown as SettingValues;
}

function readSetting(variable: string, setting: AnySetting, env: Environment, problems: ConfigProblem[]): unknown {
  const given = env[variable]?.trim();
  const text = given === undefined || given === '' ? setting.defaultText : given;
  if (text === undefined) return undefined;
  try {
    return setting.parse(text);
  } catch (error) {
    if (!(error instanceof SettingProblem)) throw error;
    problems.push({ variable, reason: error.message });
    return undefined;
  }
}
