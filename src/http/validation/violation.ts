import { AppError } from '@app/kernel';
import { toParam } from './to-param';

/** The first thing found wrong with a value. */
export interface Violation {
  code: 'unknown_parameter' | 'missing_parameter' | 'invalid_parameter';
  /** What the decorator says; `$property` stands for the path. */
  message: string;
  /** Keys and positions from the root, innermost last. */
  path: (string | number)[];
}

/** Adds the step that led to a violation. */
export function within(step: string | number, violation: Violation): Violation {
  violation.path.unshift(step);
  return violation;
}

/** The error that tells a client about a violation. */
export function toValidationError({ code, message, path }: Violation): AppError {
  const param = toParam(path);
  const text = message.replaceAll('$property', param ?? 'The body');
  return new AppError(code, text, param === undefined ? {} : { param });
}
