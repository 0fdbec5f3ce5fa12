/** Of {@link cotPrompt}: changes with its text, as a test reminds. The prompt that asks for a confidence has its own. */
export function cotPromptVersion(statedConfidence: boolean): string {
  return statedConfidence ? 'cot-1-confidence' : 'cot-1';
}

/** What the prompt asks for. */
export interface CotPromptOptions {
  /** Most thoughts the model may take. */
  maxSteps: number;
  /** Also asks for a confidence behind each thought. */
  statedConfidence: boolean;
}

/**
 * The instruction for reasoning in labelled steps (chain of thought: Wei et al. 2022, arXiv:2201.11903). The labels stay
 * English whatever the language of the question, so that every model is asked for the same form.
 */
export function cotPrompt({ maxSteps, statedConfidence }: CotPromptOptions): string {
  const thoughts = maxSteps === 1 ? 'one Thought' : `${maxSteps} Thoughts`;
  return [
    'Work the answer out step by step before you give it. Write your reply in exactly this form, each label at the start of a line of its own:',
    '',
    'Thought: one step of your reasoning, in one to three sentences',
    ...(statedConfidence ? ['Confidence: how sure you are of this step, from 0% to 100%'] : []),
    'Action: what this step does, in a few words, such as a calculation or a check (leave this line out when the step only thinks)',
    '… more steps of the same form, as many as the question needs and no more …',
    'Final Answer: the answer for the user, complete and on its own',
    '',
    `Take at most ${thoughts}. End with exactly one Final Answer and write nothing after it. Keep these labels in English and write everything else in the language of the user. Where the user or another instruction asks for a certain format, the Final Answer has that format.`,
  ].join('\n');
}
