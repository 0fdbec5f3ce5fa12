/** Most questions of one evaluation. */
export const MAX_QUESTIONS = 5_000;

/** Most answers of one evaluation: questions by models by strategies. */
export const MAX_ANSWERS = 50_000;

/** Longest question and right answer of a request, characters. */
export const MAX_QUESTION_LENGTH = 20_000;

/** Most models, and most strategies, of one evaluation. */
export const MAX_NAMES = 8;

/** Most evaluations of an organisation that wait or run. */
export const MAX_OPEN = 10;

/** Most evaluations of an organisation that are kept; the oldest that are over go first. */
export const MAX_KEPT = 100;

/** How long an evaluation is kept after its last change, seconds. */
export const KEPT_FOR_S = 7 * 24 * 3600;

/** A running evaluation that gave no sign of life for so long has lost its worker, milliseconds. */
export const LOST_AFTER_MS = 90_000;
