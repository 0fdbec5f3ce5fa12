/** Of {@link draftPrompt}: changes with its text, as a test reminds. */
export const DRAFT_PROMPT_VERSION = 'draft-1';

/**
 * The instruction for reasoning in drafts of a few words (chain of draft: Xu et al. 2025, arXiv:2502.18600, whose limit of
 * five words a step it keeps), in the labels that the parser reads. `maxSteps`: most drafts the model may write.
 */
export function draftPrompt(maxSteps: number): string {
  const drafts = maxSteps === 1 ? 'one Thought' : `${maxSteps} Thoughts`;
  return [
    'Think step by step, but keep only a minimum draft of each step, of five words at most: the calculation or the fact, no sentence. Write your reply in exactly this form, each label at the start of a line of its own:',
    '',
    'Thought: a draft of five words at most, such as 20 - 12 = 8',
    '… more drafts of the same form, as many as the question needs and no more …',
    'Final Answer: the answer for the user, complete and on its own',
    '',
    `Write at most ${drafts}. End with exactly one Final Answer and write nothing after it. Keep these labels in English and write everything else in the language of the user. Where the user or another instruction asks for a certain format, the Final Answer has that format.`,
  ].join('\n');
}
