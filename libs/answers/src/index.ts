export { answerKey, sameAnswer } from './answer-key';
export { countVotes, type AnswerCount, type VoteCount } from './count-votes';
export { evaluateExpression } from './evaluate-expression';
export { isExpected, QUESTION_SETS, readExpected, type ExpectedAnswer, type QuestionSet } from './expected-answer';
export {
  findAnswerSentence,
  findBoxed,
  findHashes,
  holdsFallbackAnswer,
  type FinalSearch,
  type FoundFinal,
} from './find-final';
export { fraction, readFraction, writeFraction, type Fraction } from './fraction';
export { solvesGameOf24 } from './game-of-24';
export { findMarkedAnswer } from './marked-answer';
export { ANSWER_TYPES, normaliseAnswer, type AnswerType } from './normalise-answer';
export { readAnswer } from './read-answer';
