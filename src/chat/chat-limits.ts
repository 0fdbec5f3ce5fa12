/** Most messages of one request, in every dialect. */
export const MAX_MESSAGES = 2_000;

/** Longest text of one field, in UTF-16 code units. */
export const MAX_TEXT_LENGTH = 2_000_000;
