/** What the codes in `warnings` mean for a reader of the answer. Codes about the form of a reply alone are left out. */
const WARNINGS: Record<string, string> = {
  default_model_unavailable: 'The model in DEFAULT_COT_MODEL is unknown or has no key here, so another one answered.',
  reasoning_option_ignored: 'The strategy has no use for one of the reasoning options.',
  ceiling_reached: 'The ceiling in tokens or money was reached: what was answered by then counts.',
  samples_failed: 'Some samples failed; the others voted.',
  usage_incomplete: 'A call ended before its provider said what it used: the usage is less than the bill.',
  review_failed: 'A review failed; the last whole answer counts.',
  out_of_scope: 'The built-in demo model was not made for this question. Set up a provider for it.',
  history_ignored: 'The built-in demo model read only this question, not what was said before.',
  effort_ignored: 'Neither the model nor the strategy has a use for the effort.',
  hidden_reasoning: 'The provider reasoned and returned no text of it.',
  truncated: 'The reply was cut off.',
  content_filtered: "The provider's filter ended the reply.",
  step_limit_reached: 'The reply took more steps than allowed and was stopped.',
  history_trimmed: "The oldest messages did not fit the model's context and were not sent.",
  missing_final: 'The model reasoned and gave no answer.',
  empty_final: 'The model gave an empty answer.',
  empty: 'The model gave an empty reply.',
};

/** A warning in words; undefined for one that a reader need not know. */
export function describeWarning(code: string): string | undefined {
  return WARNINGS[code];
}
