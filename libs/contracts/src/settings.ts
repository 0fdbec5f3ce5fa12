/** Where the value of a setting comes from. `unset`: there is neither a value nor a default. */
export const SETTING_ORIGINS = ['environment', 'env_file', 'default', 'unset'] as const;

/** One of {@link SETTING_ORIGINS}. */
export type SettingOrigin = (typeof SETTING_ORIGINS)[number];

/** A setting as it is in force. */
export interface SettingInForce {
  /** The environment variable. */
  name: string;
  /** Settings of one group belong together. */
  group: string;
  /** What it does. */
  description: string;
  origin: SettingOrigin;
  /** True when the value is never shown. */
  secret: boolean;
  /** As it would be written in the environment. Absent when it is a secret, or not set. */
  value?: string;
  /** What holds when nothing is set. Absent when there is none. */
  defaultValue?: string;
}

/** Body of `GET /api/v1/settings`. */
export interface SettingList {
  settings: SettingInForce[];
}
