import type { ReasoningStep, VoteResult } from '@app/contracts';
import type { ReasoningSample } from './reasoning-record';
import type { RenderText } from './rendered-text';

/** Props of `ReasoningView`: the reasoning of a `ChatResponse`, whole or as far as it has come. */
export interface ReasoningViewProps {
  /** In order. Those of several samples may be mixed; `branch` tells them apart. */
  steps: readonly ReasoningStep[];
  /** One per sample; a finished answer's `samples` fit. Absent where a strategy has one line of thought. */
  samples?: readonly ReasoningSample[] | undefined;
  vote?: VoteResult | undefined;
  /** True while more may come: shows a clock, and which step grows. Default false. */
  running?: boolean;
  /** When the question was sent, epoch milliseconds: how long the first step is waited for. Absent: that is not shown. */
  startedAt?: number | undefined;
  /** Tokens spent on reasoning. Absent when the provider did not say. */
  reasoningTokens?: number | undefined;
  /** Whether it is open at first. Absent: open while it runs, and left as it is afterwards. */
  defaultOpen?: boolean | undefined;
  /**
   * Renders a thought or the answer of a sample; `growing` while more of it may come. Give one that stays the same. Absent: the text as
   * it is.
   */
  renderText?: RenderText | undefined;
}
