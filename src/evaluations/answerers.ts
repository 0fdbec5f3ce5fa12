import type { Answerer } from '@app/evaluation';
import type { Principal } from '@app/kernel';

/** Gives whoever answers the questions of an evaluation. */
export abstract class Answerers {
  /** Answers within the limits of that caller, and at its expense. */
  abstract of(caller: Principal): Answerer;
}
