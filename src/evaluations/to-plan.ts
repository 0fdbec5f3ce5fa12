import { readExpected } from '@app/answers';
import { sampleQuestions, type EvaluationPlan, type Question } from '@app/evaluation';
import { AppError } from '@app/kernel';
import type { DatasetFolder } from './dataset-folder';
import type { CreateEvaluationDto, QuestionDto } from './dto/create-evaluation.dto';
import { MAX_ANSWERS, MAX_QUESTIONS } from './evaluation-limits';

/** Makes a plan of a request. Throws `AppError` for combinations that the single fields cannot show. */
export async function toPlan(
  body: CreateEvaluationDto,
  datasets: DatasetFolder,
  modelId: (name: string) => string,
): Promise<EvaluationPlan> {
  const all = await questionsOf(body, datasets);
  const seed = body.seed ?? 1;
  const questions = sampleQuestions(all, seed, body.limit);
  const models = [...new Set((body.models ?? ['auto']).map((name, i) => modelOf(name, `models[${i}]`, modelId)))];
  const strategies = body.strategies ?? ['direct', 'cot'];
  if (questions.length > MAX_QUESTIONS || questions.length * models.length * strategies.length > MAX_ANSWERS) {
    const message = `An evaluation may have ${MAX_QUESTIONS} questions and ${MAX_ANSWERS} answers (questions by models by strategies). Set limit.`;
    throw new AppError('invalid_parameter', message, { param: 'limit' });
  }
  const dataset = body.name ?? body.dataset ?? 'questions';
  const plan = { dataset, questions, models, strategies, seed };
  return body.samples === undefined ? plan : { ...plan, samples: body.samples };
}

/** The catalogue id of a model; an error names the field. */
export function modelOf(name: string, param: string, modelId: (name: string) => string): string {
  try {
    return modelId(name);
  } catch (error) {
    if (error instanceof AppError) throw new AppError(error.code, error.message, { param, cause: error });
    throw error;
  }
}

async function questionsOf({ questions, dataset }: CreateEvaluationDto, datasets: DatasetFolder): Promise<Question[]> {
  if (questions !== undefined && dataset !== undefined) {
    throw new AppError('invalid_parameter', 'Give questions or dataset, not both.', { param: 'dataset' });
  }
  if (dataset !== undefined) return datasets.read(dataset);
  if (questions === undefined) {
    throw new AppError('missing_parameter', 'Give questions (a list) or dataset (a name).', { param: 'questions' });
  }
  const ids = new Set<string>();
  return questions.map((question, i) => {
    const read = toQuestion(question, i);
    if (ids.has(read.id)) {
      throw new AppError('invalid_parameter', 'Two questions have the same id.', { param: `questions[${i}].id` });
    }
    ids.add(read.id);
    return read;
  });
}

function toQuestion({ id, question, answer, type }: QuestionDto, i: number): Question {
  for (const [field, text] of Object.entries({ question, answer })) {
    if (text.trim() !== '') continue;
    const message = `${field} holds only white space.`;
    throw new AppError('invalid_parameter', message, { param: `questions[${i}].${field}` });
  }
  return { id: id ?? String(i + 1), text: question, expected: readExpected('plain', answer, type) };
}
