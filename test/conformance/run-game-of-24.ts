import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { countVotes, solvesGameOf24 } from '@app/answers';
import { isJsonObject } from '@app/kernel';
import { finalAnswerOf } from './final-answer';

/** One problem: sampled replies, and for each whether those who recorded it found it right. */
interface RecordedProblem {
  idx: number;
  ys: string[];
  infos: { r: number }[];
}

/** Published counts by file (Yao et al. 2023, arXiv:2305.10601): right samples, and problems with at least one. */
const PUBLISHED: Readonly<Record<string, { samples: number; problems: number }>> = {
  'tot-game24-gpt4-cot-100x100.json': { samples: 403, problems: 49 },
};

/**
 * Judges each recorded sample of games of 24, and compares with what was recorded for it and with the published counts.
 * The recording does not hold the four numbers: they are those that most samples begin with. Returns what is wrong.
 */
export function runGamesOf24(path: string): string[] {
  const file: unknown = JSON.parse(readFileSync(path, 'utf8'));
  if (!Array.isArray(file) || !file.every(isProblem)) return ['it is no list of problems with samples'];
  const wrong: string[] = [];
  const rulings = file.map((problem) => {
    const numbers = numbersOf(problem.ys);
    return problem.ys.map((reply, i) => {
      const isRight = solvesGameOf24(finalAnswerOf(reply), numbers);
      if (isRight !== (problem.infos[i]?.r === 1)) wrong.push(`problem ${problem.idx}, sample ${i}: ruled ${isRight}`);
      return isRight;
    });
  });
  const samples = rulings.flat().filter(Boolean).length;
  const problems = rulings.filter((problem) => problem.some(Boolean)).length;
  const published = PUBLISHED[basename(path)] ?? { samples, problems };
  if (published.samples !== samples) wrong.push(`${published.samples} samples are right as published, ${samples} were`);
  if (published.problems !== problems)
    wrong.push(`${published.problems} problems are solved as published, ${problems} were`);
  return wrong;
}

/** The four numbers of a problem: what the first step takes, and what it leaves but for its result. */
function numbersOf(replies: readonly string[]): number[] {
  const { counts } = countVotes(replies.map(firstNumbers), 'text');
  return counts[0]?.answer.split(' ').map(Number) ?? [];
}

function firstNumbers(reply: string): string | undefined {
  const step = /^(\d+) [-+*/] (\d+) = (\S+) \(left: ([\d. ]+)\)/m.exec(reply);
  if (step === null) return undefined;
  const [, a = '', b = '', result = '', left = ''] = step;
  const others = left.trim().split(/\s+/);
  const place = others.indexOf(result);
  if (place < 0) return undefined;
  others.splice(place, 1);
  return [a, b, ...others].sort((one, other) => Number(one) - Number(other)).join(' ');
}

function isProblem(value: unknown): value is RecordedProblem {
  return isJsonObject(value) && Array.isArray(value['ys']) && Array.isArray(value['infos']);
}
