/** What can be odd about a reply. The codes reach the client in `warnings` and are explained in the library's README. */
export const PARSE_WARNINGS = [
  'wrapped_in_fence',
  'unclosed_fence',
  'implicit_final',
  'multiple_final',
  'empty_final',
  'missing_final',
  'empty',
  'runaway_turn',
  'null_action',
  'action_after_final',
  'fabricated_observation',
  'unclosed_think',
  'lone_closing_mark',
  'unclosed_answer',
  'truncated_json',
  'step_limit_reached',
] as const;

/** One of {@link PARSE_WARNINGS}. */
export type ParseWarning = (typeof PARSE_WARNINGS)[number];
