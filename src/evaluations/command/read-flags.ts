import { parseArgs } from 'node:util';
import { EVAL_FLAGS, type EvalFlag, type EvalFlagName } from './eval-flags';
import { UsageError } from './usage-error';

/** The flags that were given, with their values; `''` for one that takes none. Throws {@link UsageError}. */
export function readFlags(args: readonly string[]): ReadonlyMap<EvalFlagName, string> {
  const { tokens } = parseArgs({ args: [...args], options: parseOptions(), strict: false, tokens: true });
  const flags = new Map<EvalFlagName, string>();
  for (const token of tokens) {
    if (token.kind === 'option-terminator') continue;
    if (token.kind === 'positional') {
      throw new UsageError(`${JSON.stringify(token.value)} belongs to no flag. --help lists the flags.`);
    }
    const name = Object.keys(EVAL_FLAGS).find((flag): flag is EvalFlagName => flag === token.name);
    if (name === undefined) throw new UsageError(`${token.rawName} is no flag of this command. --help lists them.`);
    if (flags.has(name)) throw new UsageError(`--${name} is given twice.`);
    flags.set(name, readValue(name, token.value));
  }
  return flags;
}

function readValue(name: EvalFlagName, value: string | undefined): string {
  const flag: EvalFlag = EVAL_FLAGS[name];
  if (flag.value === undefined) {
    if (value !== undefined) throw new UsageError(`--${name} takes no value.`);
    return '';
  }
  // `--limit --seed 1`: what looks like a flag is the next one, not the value.
  if (value === undefined || value === '' || value.startsWith('--')) {
    throw new UsageError(`--${name} needs a value: --${name} ${flag.value}.`);
  }
  return value;
}

function parseOptions(): Record<string, { type: 'string' | 'boolean' }> {
  return Object.fromEntries(
    Object.entries<EvalFlag>(EVAL_FLAGS).map(([name, { value }]) => [
      name,
      { type: value === undefined ? 'boolean' : 'string' },
    ]),
  );
}
