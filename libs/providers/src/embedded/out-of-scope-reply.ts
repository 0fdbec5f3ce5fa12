import type { ScopeReason, ScopeRefusal } from '@app/embedded-model';

const REASONS: Readonly<Record<Exclude<ScopeReason, 'untaught' | 'unlike'>, string>> = {
  'too-long': 'it is too long',
  'large-product': 'it multiplies two numbers that are both beyond the times table of 12',
  'below-zero': 'its result is below zero',
  units: 'it counts or converts units of time or measure',
  'shared-work': 'it asks how long a work takes with more or fewer hands',
  unknowns: 'it has letters in place of numbers',
  decimals: 'it has numbers that are not whole',
  'large-numbers': 'it has numbers of 1,000 or more',
  'other-letters': 'much of it is not in English letters',
  'no-number': 'it has no numbers to calculate with',
  'one-number': 'it has fewer than two numbers to calculate with',
};

/**
 * What the model says to a question that it was not made for, and why where the gate found a reason. One line, so that no reader
 * takes it for several steps.
 */
export function outOfScopeReply(refusal: ScopeRefusal): string {
  return `This is stepwise-mini, the small demo model that comes with Stepwise. It was made for one thing: short arithmetic word problems with small whole numbers, such as "Tom has 3 bags of 4 apples and eats 2. How many are left?". Your question is something else${clauseOf(refusal)}, so it does not try. For a model that can answer it, start the server with a key of a provider: ANTHROPIC_API_KEY=your-key npm start (OPENAI_API_KEY, MISTRAL_API_KEY and DEEPSEEK_API_KEY work the same way, and LOCAL_MODEL_PATH takes a GGUF file).`;
}

function clauseOf(refusal: ScopeRefusal): string {
  if (refusal.reason === 'unlike') return '';
  const clause =
    refusal.reason === 'untaught' ? `the model was not taught "${refusal.found}"` : REASONS[refusal.reason];
  return ` (${clause})`;
}
