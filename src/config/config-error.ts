/** One wrong setting: the variable and what is wrong with it, never its value. */
export interface ConfigProblem {
  variable: string;
  reason: string;
}

/** The settings cannot be used. The message lists every wrong variable with its reason and no value. */
export class ConfigError extends Error {
  constructor(readonly problems: readonly ConfigProblem[]) {
    const lines = problems.map(({ variable, reason }) => `  ${variable} ${reason}`);
    super(`The settings cannot be used:\n${lines.join('\n')}`);
    this.name = 'ConfigError';
  }
}
