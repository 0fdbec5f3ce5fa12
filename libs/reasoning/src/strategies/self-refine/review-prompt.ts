/** Of {@link reviewPrompt} and {@link revisePrompt}: changes with their text, as a test reminds. */
export const REVIEW_PROMPT_VERSION = 'review-1';

const NOTHING_FOUND = 'NO ISSUES';

/** Asks for a review of the reply before it (self-refine: Madaan et al. 2023, arXiv:2303.17651, its feedback step). */
export function reviewPrompt(): string {
  return [
    'Review your last reply as a strict examiner who has not seen it before. Work out again whatever can be checked: each calculation, each fact, whether the steps follow from each other, and whether the final answer is what was asked for, in the form that was asked for.',
    'Name each issue in one short line of its own: where it is and what is wrong. Do not write a corrected answer, do not praise, and name nothing that is only a matter of taste.',
    `End with a last line that is either "Verdict: ${NOTHING_FOUND}" when you found nothing to correct, or "Verdict: REVISE".`,
  ].join('\n');
}

/** Asks for the reply again, with what the review found corrected (the refine step of the same paper). */
export function revisePrompt(): string {
  return 'Correct your reply by this review. Where the review is mistaken, keep what was right. Write the whole reply again, in the same form as before and for a reader who has seen neither the earlier reply nor the review.';
}

/** True when a review says that there is nothing to correct: by its verdict, or by nothing else than saying so. */
export function findsNothing(review: string): boolean {
  const lines = review.trim().split('\n');
  const last = lines.at(-1) ?? '';
  const verdict = last.replace(/[*_#"'`.!>]/g, '').trim();
  return (
    /^verdict\s?:\s?no issues( found)?$/i.test(verdict) || (lines.length === 1 && /^no issues( found)?$/i.test(verdict))
  );
}
