/** An answer with how sure it was. */
export interface RatedAnswer {
  /** 0 to 1. */
  confidence: number;
  correct: boolean;
}

/** The answers whose confidence lies above `from` (the first bin: from it on) and up to `to`. */
export interface ReliabilityBin {
  from: number;
  to: number;
  count: number;
  /** Share of right answers; absent without answers. */
  accuracy?: number;
  /** Absent without answers. */
  meanConfidence?: number;
}

/** How well confidence tells what is right. */
export interface Calibration {
  count: number;
  /** Expected calibration error, 0 to 1. */
  ece: number;
  /** Mean squared distance of confidence and outcome, 0 to 1 (Brier 1950, Monthly Weather Review 78:1-3). */
  brier: number;
  /** How often a right answer is surer than a wrong one. Absent when all are right or all are wrong. */
  auroc?: number;
  bins: ReliabilityBin[];
}

/** Bins of equal width; part of what an ECE means, so it stands beside each. */
const CALIBRATION_BINS = 10;

/**
 * Expected calibration error over 10 bins of equal width, each open at its lower end: the distance of accuracy and mean
 * confidence of a bin, weighted by its answers (Naeini et al. 2015; Guo et al. 2017, 1706.04599, equation 3). Beside it the
 * Brier score and the area under the ROC curve. Undefined without answers.
 */
export function calibrate(answers: readonly RatedAnswer[]): Calibration | undefined {
  if (answers.length === 0) return undefined;
  const bins = Array.from({ length: CALIBRATION_BINS }, (_, i) => binOf(answers, i));
  const gaps = bins.map(({ count, accuracy = 0, meanConfidence = 0 }) => count * Math.abs(accuracy - meanConfidence));
  const auroc = areaUnderRoc(answers);
  return {
    count: answers.length,
    ece: sum(gaps) / answers.length,
    brier: sum(answers.map(({ confidence, correct }) => (confidence - Number(correct)) ** 2)) / answers.length,
    ...(auroc === undefined ? {} : { auroc }),
    bins,
  };
}

function binOf(answers: readonly RatedAnswer[], index: number): ReliabilityBin {
  const inside = answers.filter(({ confidence }) => indexOf(confidence) === index);
  const bin = { from: index / CALIBRATION_BINS, to: (index + 1) / CALIBRATION_BINS, count: inside.length };
  if (inside.length === 0) return bin;
  return {
    ...bin,
    accuracy: inside.filter(({ correct }) => correct).length / inside.length,
    meanConfidence: sum(inside.map(({ confidence }) => confidence)) / inside.length,
  };
}

function indexOf(confidence: number): number {
  // 0.7 * 10 is a little more than 7: without the rounding a confidence of 0.7 would fall into the bin above.
  const place = Math.ceil(Math.round(confidence * CALIBRATION_BINS * 1e9) / 1e9) - 1;
  return Math.min(CALIBRATION_BINS - 1, Math.max(0, place));
}

/**
 * The share of pairs of a right and a wrong answer in which the right one is surer, ties counted half: the Mann-Whitney
 * statistic (Hanley and McNeil 1982, Radiology 143:29-36). Undefined without a pair. O(n log n).
 */
export function areaUnderRoc(answers: readonly RatedAnswer[]): number | undefined {
  const right = answers.filter(({ correct }) => correct).length;
  const wrong = answers.length - right;
  if (right === 0 || wrong === 0) return undefined;
  const sorted = [...answers].sort((a, b) => a.confidence - b.confidence);
  let rankSum = 0;
  for (let start = 0; start < sorted.length;) {
    const level = sorted[start]?.confidence;
    let end = start;
    while (end < sorted.length && sorted[end]?.confidence === level) end++;
    const meanRank = (start + 1 + end) / 2;
    rankSum += meanRank * sorted.slice(start, end).filter(({ correct }) => correct).length;
    start = end;
  }
  return (rankSum - (right * (right + 1)) / 2) / (right * wrong);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
