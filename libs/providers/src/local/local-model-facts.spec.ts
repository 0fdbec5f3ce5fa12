import { tinyGguf } from '@app/testing';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findGgufFlaw, readGgufMetadata } from './gguf-metadata';
import { localModelFacts, reasoningOfTemplate } from './local-model-facts';

const folder = mkdtempSync(join(tmpdir(), 'gguf-'));
const path = join(folder, 'tiny.gguf');
writeFileSync(path, tinyGguf({ contextLength: 300, chatTemplate: '{{ messages }}<think>' }));

afterAll(() => rmSync(folder, { recursive: true }));

describe('readGgufMetadata', () => {
  it('reads texts, numbers and truths behind the vocabulary', () => {
    const metadata = readGgufMetadata(path);

    expect(Object.fromEntries(metadata)).toMatchObject({
      'general.architecture': 'llama',
      'llama.context_length': 300,
      'tokenizer.ggml.add_bos_token': true,
      'tokenizer.chat_template': '{{ messages }}<think>',
    });
    expect(metadata.get('llama.attention.layer_norm_rms_epsilon')).toBeCloseTo(1e-5);
    expect(metadata.has('tokenizer.ggml.tokens')).toBe(false);
  });

  it.each([
    ['no GGUF file', Buffer.from('not a model at all')],
    ['an empty file', Buffer.alloc(0)],
    ['a header that is cut off', tinyGguf().subarray(0, 700)],
    ['another version', Buffer.concat([Buffer.from('GGUF'), Buffer.from([9, 0, 0, 0])])],
  ])('throws for %s', (_, bytes) => {
    const broken = join(folder, 'broken.gguf');
    writeFileSync(broken, bytes);

    expect(() => readGgufMetadata(broken)).toThrow();
    expect(localModelFacts(broken, undefined)).toEqual({});
  });
});

describe('findGgufFlaw', () => {
  it('finds nothing wrong with a whole file', () => {
    expect(findGgufFlaw(path)).toBeUndefined();
  });

  it.each([
    ['a file that is no model', Buffer.from('not a model at all'), /^is no model file/],
    [
      'a download that stopped',
      tinyGguf().subarray(0, tinyGguf().length - 100),
      /^is cut off: \d+ of at least \d+ bytes/,
    ],
  ])('tells of %s', (_, bytes, reason) => {
    const broken = join(folder, 'broken.gguf');
    writeFileSync(broken, bytes);

    expect(findGgufFlaw(broken)).toMatch(reason);
  });
});

describe('localModelFacts', () => {
  it('knows the context and the reasoning of a file', () => {
    expect(localModelFacts(path, undefined)).toMatchObject({ contextWindow: 300, reasoning: { control: 'always' } });
    expect(localModelFacts(path, 128)).toMatchObject({ contextWindow: 128 });
  });

  it('knows nothing of a file that has yet to be downloaded', () => {
    expect(localModelFacts('hf:user/model', undefined)).toEqual({});
  });
});

describe('reasoningOfTemplate', () => {
  it.each([
    ['{% if enable_thinking is defined %}<think></think>{% endif %}', 'toggle'],
    ['{{ content.split("</think>")[-1] }}', 'always'],
    ['[THINK]', 'always'],
    ['<|start|>assistant<|channel|>final', 'effort'],
    ['{{ messages }} I think', undefined],
    ['{% if enable_thinking %}x{% endif %}', undefined],
  ])('reads %j as %s', (template, control) => {
    expect(reasoningOfTemplate(template)?.control).toBe(control);
  });
});
