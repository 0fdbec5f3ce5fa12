import { createHash } from 'node:crypto';
import { cotPrompt, cotPromptVersion } from './cot/cot-prompt';
import { DRAFT_PROMPT_VERSION, draftPrompt } from './chain-of-draft/draft-prompt';
import { REVIEW_PROMPT_VERSION, revisePrompt, reviewPrompt } from './self-refine/review-prompt';

const hash = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 12);

describe('the versions of prompts', () => {
  // Stored answers are kept apart by the version: who changes a text counts its version up and puts the new hash here.
  it.each([
    [cotPromptVersion(false), 'cot-1', cotPrompt({ maxSteps: 3, statedConfidence: false }), '69263af10678'],
    [cotPromptVersion(true), 'cot-1-confidence', cotPrompt({ maxSteps: 3, statedConfidence: true }), 'b1fa130c47b5'],
    [DRAFT_PROMPT_VERSION, 'draft-1', draftPrompt(3), '68205d9dd373'],
    [REVIEW_PROMPT_VERSION, 'review-1', reviewPrompt() + revisePrompt(), '750d4853745d'],
  ])('%s goes with its text', (version, expectedVersion, text, expectedHash) => {
    expect([version, hash(text)]).toEqual([expectedVersion, expectedHash]);
  });
});
