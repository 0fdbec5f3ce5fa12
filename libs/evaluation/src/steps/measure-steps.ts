import { answerKey, writeFraction, type AnswerType } from '@app/answers';
import { findEquations, type Equation } from './find-equations';
import { numbersIn, plainNumber } from './known-numbers';

/** What can be said of the steps of one answer without a judge. */
export interface StepMeasures {
  /** Steps with text. */
  steps: number;
  /** Equations in all steps. */
  equations: number;
  /** Equations that hold. */
  equationsHeld: number;
  /** Steps without an equation that fails; a step without equations is one of them. */
  soundSteps: number;
  /** Whether the last step ends in the final answer. Absent without steps or without an answer. */
  lastStepEntails?: boolean;
  /** Steps that say again what an earlier one said: the same words, or only equations that stood there. */
  repeatedSteps: number;
  /**
   * Steps that work with a number that is neither in the question nor in any step before, nor made earlier in the same step: a step
   * in between is missing.
   */
  skippedSteps: number;
}

/** One answer with its question. */
export interface SteppedAnswer {
  question: string;
  /** Texts of the steps in order. Steps without text (hidden by the provider) are left out of everything. */
  steps: readonly string[];
  finalAnswer: string;
  type: AnswerType;
}

/** Measures the steps of one answer. Linear in the length of its texts. */
export function measureSteps({ question, steps, finalAnswer, type }: SteppedAnswer): StepMeasures {
  const texts = steps.filter((text) => text.trim() !== '');
  const equations = texts.map(findEquations);
  const held = equations.map((list) => list.filter(({ holds }) => holds).length);
  const last = texts.at(-1);
  const isEntailable = last !== undefined && finalAnswer.trim() !== '';
  return {
    steps: texts.length,
    equations: sum(equations.map((list) => list.length)),
    equationsHeld: sum(held),
    soundSteps: equations.filter((list, i) => list.length === held[i]).length,
    ...(isEntailable ? { lastStepEntails: entails(last, equations.at(-1) ?? [], finalAnswer, type) } : {}),
    repeatedSteps: countRepeated(texts, equations),
    skippedSteps: countSkipped(question, texts, equations),
  };
}

const NUMBER = /[-−]?\d[\d,]*(?:\.\d+)?/;
const NUMBERS = new RegExp(NUMBER, 'g');

/** By its last equation, the number behind its last `=`, or its last number; an answer in words by these words. */
function entails(step: string, equations: readonly Equation[], finalAnswer: string, type: AnswerType): boolean {
  const wanted = answerKey(finalAnswer, type);
  const result = equations.at(-1)?.result;
  if (result !== undefined && answerKey(writeFraction(result), type) === wanted) return true;
  if (type === 'number') {
    const equals = Math.max(step.lastIndexOf('='), step.lastIndexOf('≈'));
    const numbers = [equals < 0 ? undefined : step.slice(equals).match(NUMBER)?.[0], step.match(NUMBERS)?.at(-1)];
    return numbers.some((number) => number !== undefined && answerKey(number.replace('−', '-'), type) === wanted);
  }
  return loose(step).includes(` ${loose(finalAnswer).trim()} `);
}

/** Words and digits with single spaces between and around them. */
function loose(text: string): string {
  return ` ${text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()} `;
}

function countRepeated(texts: readonly string[], equations: readonly Equation[][]): number {
  const said = new Set<string>();
  const worked = new Set<string>();
  let repeated = 0;
  texts.forEach((text, i) => {
    const words = text
      .toLowerCase()
      .replace(/\s+/g, ' ')
      .replace(/[ .:!]+$/, '')
      .trim();
    const own = equations[i]?.map((equation) => equation.text) ?? [];
    if (said.has(words) || (own.length > 0 && own.every((equation) => worked.has(equation)))) repeated++;
    said.add(words);
    own.forEach((equation) => worked.add(equation));
  });
  return repeated;
}

function countSkipped(question: string, texts: readonly string[], equations: readonly Equation[][]): number {
  const known = numbersIn(question);
  let skipped = 0;
  texts.forEach((text, i) => {
    let isSkipping = false;
    for (const { operands, result } of equations[i] ?? []) {
      if (!operands.every((operand) => known.has(plainNumber(operand)))) isSkipping = true;
      known.add(writeFraction(result));
    }
    if (isSkipping) skipped++;
    for (const number of numbersIn(text)) known.add(number);
  });
  return skipped;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
