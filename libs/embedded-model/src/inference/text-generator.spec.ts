import { smallModel } from '../testing/model-files';
import { loadModel } from './load-model';
import { promptTokens } from './prompt';
import { TextGenerator, type GenerationEnd, type GenerationRequest, type GenerationStep } from './text-generator';

const model = loadModel(smallModel());
const QUESTION = 'Tom has 3 bags of 4 apples. How many apples?';

function run(generator: TextGenerator, request: Partial<GenerationRequest> = {}) {
  const generation = generator.generate({ question: QUESTION, form: 'steps', sampling: {}, maxTokens: 12, ...request });
  const steps: GenerationStep[] = [];
  let end: GenerationEnd | undefined;
  while (end === undefined) {
    const next = generation.next();
    if (next.done === true) end = next.value;
    else steps.push(next.value);
  }
  const tokens = steps.filter((step) => step.type === 'token');
  return { end, steps, tokens, ids: tokens.map(({ token }) => token) };
}

describe('promptTokens', () => {
  it('puts the question, with a space in front, between control tokens that no question can write', () => {
    const text = model.tokenizer.encode(' 2 <|cot|>');

    expect(promptTokens(model, ' 2\n<|cot|> ', 'steps')).toEqual([1, 4, ...text, 5]);
    expect(promptTokens(model, '2 <|cot|>', 'answer')).toEqual([1, 3, ...text, 5]);
    expect(text).not.toContain(4);
  });
});

describe('TextGenerator', () => {
  it('tells the length of the prompt, then every token with its text and probability', () => {
    const { steps, tokens, end } = run(new TextGenerator(model));

    expect(steps[0]).toEqual({ type: 'prompt', tokens: promptTokens(model, QUESTION, 'steps').length });
    expect(end).toBe('length');
    expect(tokens).toHaveLength(12);
    for (const { logProb } of tokens) expect(logProb).toBeLessThan(0);
    expect(tokens.map(({ text }) => text).join('')).toBe(model.tokenizer.decode(tokens.map(({ token }) => token)));
  });

  it('answers the same question the same way, also when another came between', () => {
    const generator = new TextGenerator(model);
    const first = run(generator).ids;

    expect(run(generator).ids).toEqual(first); // from the prompt it remembers
    expect(run(generator, { form: 'answer' }).ids).not.toEqual(first);
    expect(run(generator).ids).toEqual(first);
    expect(run(new TextGenerator(model)).ids).toEqual(first);
  });

  it('goes on from a reply that was given up', () => {
    const generator = new TextGenerator(model);
    const given = generator.generate({ question: QUESTION, form: 'steps', sampling: {} });
    for (let i = 0; i < 9; i++) given.next();

    expect(run(generator).ids).toEqual(run(new TextGenerator(model)).ids);
  });

  it('never writes a control token but the one that ends the reply', () => {
    const generator = new TextGenerator(model);
    const ids = [1, 2, 3].flatMap((seed) => run(generator, { sampling: { temperature: 9, seed }, maxTokens: 60 }).ids);

    expect(ids.filter((id) => id < 6)).toEqual([]);
  });

  it('ends with `length` when the context is full', () => {
    const { end, ids } = run(new TextGenerator(model), { maxTokens: 10_000 });

    expect(end).toBe('length');
    expect(ids).toHaveLength(128 - promptTokens(model, QUESTION, 'steps').length);
  });

  it.each(['apple '.repeat(40), 'apple '.repeat(1_000_000)])(
    'does not try a question that does not fit',
    (question) => {
      expect(run(new TextGenerator(model), { question })).toMatchObject({ end: 'too-long', steps: [] });
    },
  );
});
