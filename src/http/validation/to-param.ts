const PLAIN_NAME = /^[A-Za-z_][A-Za-z0-9_.-]{0,63}$/;

/** True for a name that can be shown: one that a field could have. */
export function isPlainName(name: string): boolean {
  return PLAIN_NAME.test(name);
}

/**
 * Writes a path as an error's `param`, such as `messages[0].content`. Ends before the first name that is not plain, since
 * such a name is input and is not repeated. Undefined for the root.
 */
export function toParam(path: readonly (string | number)[]): string | undefined {
  let param = '';
  for (const step of path) {
    if (typeof step === 'number') param += `[${step}]`;
    else if (!isPlainName(step)) break;
    else param += param === '' ? step : `.${step}`;
  }
  return param === '' ? undefined : param;
}
