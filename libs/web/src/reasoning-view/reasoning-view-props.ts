import type { ReasoningStep, VoteResult } from '@app/contracts';
import type { ReasoningSample } from './reasoning-record';

/** Props of `ReasoningView`: the reasoning of a `ChatResponse`, whole or as far as it has come. */
export interface ReasoningViewProps {
  /** In order. Those of several samples may be mixed; `branch` tells them apart. */
  steps: readonly ReasoningStep[];
  /** One per sample; a finished answer's `samples` fit. Absent where a strategy has one line of thought. */
  samples?: readonly ReasoningSample[] | undefined;
  vote?: VoteResult | undefined;
  /** True while more may come: shows a clock, and which step grows. Default false. */
  running?: boolean;
  /** When thinking began, epoch milliseconds. Absent: when the first step did. */
  startedAt?: number | undefined;
  /** How long all thinking took, milliseconds. Absent: from the first to the last step. */
  thinkingMs?: number | undefined;
  /** Tokens spent on reasoning. Absent when the provider did not say. */
  reasoningTokens?: number | undefined;
  /** Whether it is open at first. Absent: open while it runs, and left as it is afterwards. */
  defaultOpen?: boolean | undefined;
}
