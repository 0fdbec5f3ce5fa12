import { AppError } from '@app/kernel';

/** Throws `missing_parameter` when a body changes nothing. Name one of its fields, for the message. */
export function requireChange(change: object, param: string): void {
  if (Object.values(change).some((value) => value !== undefined)) return;
  throw new AppError('missing_parameter', `Give what is to be changed, such as ${param}.`, { param });
}
