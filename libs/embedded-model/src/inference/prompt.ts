import { ModelFileError } from '../model-file-error';
import { normaliseQuestion } from '../tokenizer/normalise-question';
import type { LoadedModel } from './load-model';

/** What a reply is to look like: `Thought:` lines with a `Final Answer:`, or the answer alone. */
export type ReplyForm = 'steps' | 'answer';

const CONTROL_OF_FORM: Readonly<Record<ReplyForm, string>> = { steps: '<|cot|>', answer: '<|direct|>' };
const ANSWER_CONTROL = '<|answer|>';

/** The tokens of a prompt: `<s>`, the control token of the form, the question with a space in front, `<|answer|>`. */
export function promptTokens({ tokenizer, vocabulary }: LoadedModel, question: string, form: ReplyForm): number[] {
  const control = (name: string): number => {
    const id = vocabulary.controlIds.get(name);
    if (id === undefined) throw new ModelFileError(`The model file lacks the control token ${name}.`);
    return id;
  };
  const text = tokenizer.encode(` ${normaliseQuestion(question)}`);
  return [vocabulary.beginId, control(CONTROL_OF_FORM[form]), ...text, control(ANSWER_CONTROL)];
}
