import type { ChatResponse, ReasoningStep } from '@app/contracts';
import { Answerer, type AnswerOutcome, type AnswerRequest, type Confidences } from '@app/evaluation';
import { TurnContext, type ChatTurn } from '@app/turn';
import type { BareTurns } from './chat/bare-turns';
import { collectTurn } from './chat/collect-turn';
import { LOCAL_OWNER } from './http/auth/built-in-principals';

/** The strategies that have samples as an option. */
const SAMPLING: ReadonlySet<string> = new Set(['self-consistency']);

/** Answers the questions of evaluations as chat answers them, so that what is measured is what users get. Nothing is cached. */
export class TurnAnswerer extends Answerer {
  constructor(private readonly turns: BareTurns) {
    super();
  }

  async answer({ question, model, strategy, samples }: AnswerRequest, signal: AbortSignal): Promise<AnswerOutcome> {
    const turn: ChatTurn = {
      model,
      strategy,
      show: true,
      ...(samples === undefined || !SAMPLING.has(strategy) ? {} : { samples }),
      // A stream is left as soon as the answer is there, and shows when a reply stalls.
      request: { messages: [{ role: 'user', content: question }], stream: true },
    };
    const context = new TurnContext({ requestId: 'evaluation', principal: LOCAL_OWNER, dialect: 'internal' }, signal);
    const { response } = await collectTurn(this.turns.run(turn, context));
    return toOutcome(response);
  }
}

function toOutcome(response: ChatResponse): AnswerOutcome {
  const { finalAnswer, warnings, usage } = response;
  const { inputTokens, outputTokens, costMicroUsd } = usage;
  return {
    finalAnswer,
    steps: stepsOf(response).map(({ thought, action }) => (thought === '' ? (action ?? '') : thought)),
    confidences: confidencesOf(response),
    warnings,
    ...(inputTokens === undefined ? {} : { inputTokens }),
    ...(outputTokens === undefined ? {} : { outputTokens }),
    ...(costMicroUsd === undefined ? {} : { costMicroUsd }),
  };
}

/** The steps that led to the answer: of samples those of the one that won. */
function stepsOf({ reasoningSteps = [], vote }: ChatResponse): ReasoningStep[] {
  return vote === undefined ? reasoningSteps : reasoningSteps.filter(({ branch }) => branch === vote.winner);
}

/** Of each source the last confidence that a step carries; the one of the answer as a whole goes before. */
function confidencesOf(response: ChatResponse): Confidences {
  const confidences: Confidences = {};
  for (const { confidence, confidenceSource } of [...stepsOf(response), response]) {
    if (confidence !== undefined && confidenceSource !== undefined) confidences[confidenceSource] = confidence;
  }
  return confidences;
}
