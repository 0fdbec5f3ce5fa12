import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { loadModel } from '../src/inference/load-model';
import { promptTokens } from '../src/inference/prompt';
import { TextGenerator } from '../src/inference/text-generator';

interface Manifest {
  file: string;
  sizeBytes: number;
  sha256: string;
  parameters: number;
  shape: { vocabulary: number; width: number; layers: number; context: number };
}

interface Question {
  id: string;
  question: string;
  answer: number;
  steps: number;
}

/** What PyTorch decodes greedily. */
interface Expected {
  question: string;
  mode: 'cot' | 'direct';
  promptIds: number[];
  outputIds: number[];
  logprobs: number[];
  text: string;
}

const MAX_BYTES = 8 * 1024 * 1024;
const path = (name: string): string => join(__dirname, name);
const lines = <T>(name: string): T[] =>
  readFileSync(path(name), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as T);

const manifest = JSON.parse(readFileSync(path('manifest.json'), 'utf8')) as Manifest;
const bytes = readFileSync(path(manifest.file));

describe('the shipped model file', () => {
  const model = loadModel(bytes);
  const form = { cot: 'steps', direct: 'answer' } as const;
  const expected = lines<Expected>('expected.jsonl');

  it('is the one that the manifest describes', () => {
    expect(createHash('sha256').update(bytes).digest('hex')).toBe(manifest.sha256);
    expect(bytes.length).toBe(manifest.sizeBytes);
    expect(model.network.shape).toMatchObject({
      vocabulary: manifest.shape.vocabulary,
      contextLength: manifest.shape.context,
    });
  });

  it('is at most 8 MiB', () => {
    expect(statSync(path(manifest.file)).size).toBeLessThanOrEqual(MAX_BYTES);
  });

  it('reads 50 questions in the tokens that it was trained on', () => {
    expect(expected).toHaveLength(50);
    for (const { question, mode, promptIds } of expected) {
      expect(promptTokens(model, question, form[mode])).toEqual(promptIds);
    }
  });

  it('answers them token for token as PyTorch does, with the same log-probabilities', () => {
    const generator = new TextGenerator(model);
    for (const { question, mode, outputIds, logprobs, text } of expected) {
      const steps = [...generator.generate({ question, form: form[mode], sampling: { temperature: 0 } })];
      const tokens = steps.filter((step) => step.type === 'token');
      const ended = outputIds.slice(0, tokens.length);
      expect(tokens.map(({ token }) => token)).toEqual(ended);
      expect(outputIds.length - ended.length).toBeLessThanOrEqual(1); // the end token is not told
      expect(tokens.map((step) => step.text).join('')).toBe(text);
      tokens.forEach(({ logProb }, index) =>
        expect(Math.abs(logProb - (logprobs[index] as number))).toBeLessThan(0.01),
      );
    }
  });
});

describe('the shipped question files', () => {
  it.each([
    ['held-out.jsonl', 500],
    ['transfer.jsonl', 139],
    ['unseen.jsonl', 152],
    ['fresh.jsonl', 150],
    ['foreign.jsonl', 500],
    ['foreign-2.jsonl', 330],
  ])('%s holds %i different questions with whole answers in one to three steps', (name, count) => {
    const questions = lines<Question>(name);

    expect(new Set(questions.map(({ id }) => id)).size).toBe(count);
    expect(new Set(questions.map(({ question }) => question)).size).toBe(count);
    for (const { answer, steps } of questions) {
      expect(Number.isInteger(answer) && answer >= 0).toBe(true);
      expect([1, 2, 3]).toContain(steps);
    }
  });
});
