import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { readDataset, type Question } from '@app/evaluation';
import { AppError } from '@app/kernel';

const LARGEST_BYTES = 50 * 1024 * 1024;

/** The folder whose question files requests may name. */
export class DatasetFolder {
  /** Undefined: no file can be named. */
  constructor(private readonly path: string | undefined) {}

  /**
   * The questions of a file of the folder, by its name. Only names that the folder itself lists are found, so no name leads out of it.
   * Throws `AppError` for a name that is not there and for a file without questions.
   */
  async read(name: string): Promise<Question[]> {
    if (this.path === undefined) {
      throw invalid('This server has no folder of question files (EVALUATION_DATASETS_DIR). Give questions instead.');
    }
    const entries = await readdir(this.path, { withFileTypes: true });
    if (!entries.some((entry) => entry.isFile() && entry.name === name)) {
      throw invalid('There is no question file of this name in the folder EVALUATION_DATASETS_DIR.');
    }
    const file = join(this.path, name);
    if ((await stat(file)).size > LARGEST_BYTES) throw invalid('The question file is larger than 50 MB.');
    const { questions, problems } = readDataset(await readFile(file, 'utf8'));
    const [first] = problems;
    if (first !== undefined) throw invalid(`The question file cannot be used as it is: ${first}`);
    if (questions.length === 0) throw invalid('The question file holds no question.');
    return questions;
  }
}

function invalid(message: string): AppError {
  return new AppError('invalid_parameter', message, { param: 'dataset' });
}
