/** Why a value cannot be used. Says what is expected and never repeats the value. */
export class SettingProblem extends Error {}

/** One environment variable: how it is read and what people are told about it. */
export interface Setting<T> {
  /** What it does, in a sentence or two, for the README's table and `.env.example`. */
  description: string;
  /** The default as it would be written in the environment. Absent: not set. */
  defaultText?: string;
  /** True when the value must never be shown. */
  secret: boolean;
  /** Throws {@link SettingProblem}. */
  parse: (text: string) => T;
}

interface Optional<T> extends Setting<T> {
  defaultText?: never;
}
interface WithDefault<T> extends Setting<T> {
  defaultText: string;
}

/** Any setting; the value is absent only when there is no default. */
export type AnySetting = Setting<unknown>;

/** The value a setting gives. */
export type SettingValue<S> = S extends WithDefault<infer T> ? T : S extends Setting<infer T> ? T | undefined : never;

function define<T>(description: string, parse: (text: string) => T): Optional<T>;
function define<T>(description: string, parse: (text: string) => T, defaultText: string): WithDefault<T>;
function define<T>(description: string, parse: (text: string) => T, defaultText?: string): Setting<T> {
  return { description, parse, secret: false, ...(defaultText === undefined ? {} : { defaultText }) };
}

/** Any text. */
export const text = (description: string): Optional<string> => define(description, (value) => value);

/** Any text, with a default. */
export const textOr = (description: string, defaultText: string): WithDefault<string> =>
  define(description, (value) => value, defaultText);

/** A secret: used, never shown. */
export const secret = (description: string): Optional<string> => ({ ...text(description), secret: true });

/** A key that goes into a header of HTTP. */
export const headerKey = (description: string): Optional<string> => ({
  ...define(description, readHeaderKey),
  secret: true,
});

/** Checks that a key can stand in a header: visible ASCII characters only. */
export function readHeaderKey(value: string): string {
  if (!/^[\x21-\x7e]+$/.test(value)) {
    throw new SettingProblem('must be a key without spaces, line breaks or other characters that HTTP does not allow');
  }
  return value;
}

/** A comma-separated list; spaces around the parts and empty parts are dropped. */
export const list = (description: string): Optional<string[]> =>
  define(description, (value) =>
    value
      .split(',')
      .map((part) => part.trim())
      .filter((part) => part !== ''),
  );

/** `true` or `false`, also `1`, `0`, `yes`, `no`, `on`, `off`, in any case. */
export const flag = (description: string, defaultValue: boolean): WithDefault<boolean> =>
  define(
    description,
    (value) => {
      const word = value.toLowerCase();
      if (['true', '1', 'yes', 'on'].includes(word)) return true;
      if (['false', '0', 'no', 'off'].includes(word)) return false;
      throw new SettingProblem('must be true or false');
    },
    String(defaultValue),
  );

/** As {@link flag}, or `auto`, which leaves the choice to the product: undefined. */
export const autoFlag = (description: string): WithDefault<boolean | undefined> => {
  const { parse } = flag(description, false);
  const read = (value: string): boolean | undefined => {
    if (value.toLowerCase() === 'auto') return undefined;
    try {
      return parse(value);
    } catch (error) {
      throw error instanceof SettingProblem ? new SettingProblem('must be auto, true or false') : error;
    }
  };
  return define(description, read, 'auto');
};

function readNumber(value: string, min: number, max: number, whole: boolean): number {
  const number = /^[+-]?\d+(\.\d+)?$/.test(value) ? Number(value) : Number.NaN;
  if (Number.isNaN(number) || number < min || number > max || (whole && !Number.isInteger(number))) {
    throw new SettingProblem(`must be a ${whole ? 'whole number' : 'number'} from ${min} to ${max}`);
  }
  return number;
}

/** A whole number from `min` to `max`. */
export const integer = (description: string, min: number, max: number, defaultValue: number): WithDefault<number> =>
  define(description, (value) => readNumber(value, min, max, true), String(defaultValue));

/** A number from `min` to `max`. */
export const number = (description: string, min: number, max: number, defaultValue: number): WithDefault<number> =>
  define(description, (value) => readNumber(value, min, max, false), String(defaultValue));

/** Seconds in the environment, milliseconds in the program. */
export const seconds = (description: string, min: number, max: number, defaultValue: number): WithDefault<number> =>
  define(description, (value) => Math.round(readNumber(value, min, max, false) * 1000), String(defaultValue));

/** One of a few words. */
export const oneOf = <const T extends string>(
  description: string,
  choices: readonly T[],
  defaultValue: NoInfer<T>,
): WithDefault<T> =>
  define(
    description,
    (value) => {
      const choice = choices.find((candidate) => candidate === value);
      if (choice === undefined) throw new SettingProblem(`must be one of ${choices.join(', ')}`);
      return choice;
    },
    defaultValue,
  );

/** A comma-separated list whose parts are checked one by one. `expected` completes "must hold". */
export const listOf = (
  description: string,
  expected: string,
  accepts: (part: string) => boolean,
): Optional<string[]> => {
  const { parse } = list(description);
  return define(description, (value) => {
    const parts = parse(value);
    if (!parts.every(accepts)) throw new SettingProblem(`must hold ${expected}`);
    return parts;
  });
};

/** Checks that a value is an absolute URL of one of the schemes, without fragment, and drops a trailing slash. */
function readUrl(value: string, schemes: readonly string[]): string {
  const expected = `must be a URL that begins with ${schemes.map((scheme) => `${scheme}://`).join(' or ')}`;
  if (!URL.canParse(value)) throw new SettingProblem(expected);
  const url = new URL(value);
  if (!schemes.includes(url.protocol.slice(0, -1)) || url.hash !== '') throw new SettingProblem(expected);
  return value.replace(/\/+$/, '');
}

/** The address of an HTTP API, without its trailing slash. */
export const httpUrl = (description: string, defaultText: string): WithDefault<string> =>
  define(description, readHttpUrl, defaultText);

/** The address of one HTTP resource. */
export const resourceUrl = (description: string): Optional<string> =>
  define(description, (value) => {
    readUrl(value, ['http', 'https']);
    return value;
  });

/** An HTTP address that paths can be added to: no credentials, no query. Drops a trailing slash. */
export function readHttpUrl(value: string): string {
  const text = readUrl(value, ['http', 'https']);
  const { username, password, search } = new URL(text);
  if (username !== '' || password !== '' || search !== '') {
    throw new SettingProblem('must be a URL without user, password and query');
  }
  return text;
}

/** A connection URL that may hold a password. */
export const connectionUrl = (description: string, schemes: readonly string[]): Optional<string> => ({
  ...define(description, (value) => {
    readUrl(value, schemes);
    return value;
  }),
  secret: true,
});
