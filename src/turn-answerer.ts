import type { ChatResponse, ReasoningStep } from '@app/contracts';
import { Answerer, type AnswerOutcome, type AnswerRequest, type Confidences } from '@app/evaluation';
import type { Principal } from '@app/kernel';
import { TurnContext, type ChatTurn, type PlannedTurn } from '@app/turn';
import type { BareTurns } from './chat/bare-turns';
import { collectTurn } from './chat/collect-turn';
import { LOCAL_OWNER } from './http/auth/built-in-principals';

/** The strategies that have samples as an option. */
const SAMPLING: ReadonlySet<string> = new Set(['self-consistency']);

/** Answers the questions of evaluations as chat answers them, so that what is measured is what users get. Nothing is cached. */
export class TurnAnswerer extends Answerer {
  /**
   * @param caller who pays.
   * @param waitForRoom waits until a turn may run, and gives what is to be told how many tokens it used. Default: it may at once.
   */
  constructor(
    private readonly turns: BareTurns,
    private readonly caller: Principal = LOCAL_OWNER,
    private readonly waitForRoom?: (turn: PlannedTurn, signal: AbortSignal) => Promise<(tokens?: number) => void>,
  ) {
    super();
  }

  override async enter(request: AnswerRequest, signal: AbortSignal): Promise<(outcome?: AnswerOutcome) => void> {
    if (this.waitForRoom === undefined) return () => undefined;
    const leave = await this.waitForRoom(this.turns.plan(turnOf(request)), signal);
    return (outcome) => {
      leave(outcome === undefined ? undefined : tokensOf(outcome));
    };
  }

  async answer(request: AnswerRequest, signal: AbortSignal): Promise<AnswerOutcome> {
    const origin = { requestId: 'evaluation', principal: this.caller, dialect: 'internal' } as const;
    const { response } = await collectTurn(this.turns.run(turnOf(request), new TurnContext(origin, signal)));
    return toOutcome(response);
  }
}

function turnOf({ question, model, strategy, samples }: AnswerRequest): ChatTurn {
  return {
    model,
    strategy,
    show: true,
    ...(samples === undefined || !SAMPLING.has(strategy) ? {} : { samples }),
    // A stream is left as soon as the answer is there, and shows when a reply stalls.
    request: { messages: [{ role: 'user', content: question }], stream: true },
  };
}

/** Undefined when nobody told. */
function tokensOf({ inputTokens, outputTokens }: AnswerOutcome): number | undefined {
  if (inputTokens === undefined && outputTokens === undefined) return undefined;
  return (inputTokens ?? 0) + (outputTokens ?? 0);
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
