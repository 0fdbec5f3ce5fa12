import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { readDataset, sampleQuestions, type Question } from '@app/evaluation';
import type { EvalOptions } from './eval-options';
import { UsageError } from './usage-error';

const MOST_NAMED = 10;

/** The questions to ask, and where they are from. */
export interface LoadedQuestions {
  /** Name of the file. */
  dataset: string;
  questions: Question[];
  /** What was left out, one sentence each. */
  problems: string[];
}

/** Reads the question file and draws from it. Throws {@link UsageError}. */
export async function loadQuestions(path: string, options: EvalOptions): Promise<LoadedQuestions> {
  const { questions, problems } = readDataset(await readText(path), options.format);
  if (problems.length > 0 && (!options.skipBadLines || questions.length === 0)) {
    const more = problems.length > MOST_NAMED ? [`… and ${problems.length - MOST_NAMED} more.`] : [];
    const advice = questions.length === 0 ? [] : ['--skip-bad-lines leaves them out.'];
    const list = [...problems.slice(0, MOST_NAMED), ...more, ...advice].join('\n  ');
    throw new UsageError(`--questions: ${path} cannot be used as it is.\n  ${list}`);
  }
  if (questions.length === 0) throw new UsageError(`--questions: ${path} holds no question.`);
  return { dataset: basename(path), questions: sampleQuestions(questions, options.seed, options.limit), problems };
}

async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const reason = code === 'ENOENT' ? 'does not exist' : code === 'EISDIR' ? 'is a folder' : 'cannot be read';
    throw new UsageError(`--questions: ${path} ${reason}.`);
  }
}
