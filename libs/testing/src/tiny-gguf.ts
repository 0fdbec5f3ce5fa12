import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Shape of the model; small enough to write, load and run in milliseconds. */
const WIDTH = 32;
const LAYERS = 2;
const HEADS = 2;
const FEED_FORWARD = 64;
const ALIGNMENT = 32;

/** Number of a tensor type in the file. */
const TENSOR_TYPES = { f32: 0, f16: 1, q8_0: 8 } as const;
const TYPES = { uint32: 4, float32: 6, bool: 7, string: 8, array: 9, int32: 5 } as const;

/** What a tiny model may differ in. */
export interface TinyGgufOptions {
  /** Default 512. */
  contextLength?: number;
  /** Jinja; default: user and assistant turns between control tokens. */
  chatTemplate?: string;
  /** Names of the control tokens from id 3 on. Default {@link TINY_GGUF_CONTROLS}. */
  controls?: readonly string[];
  /** Pieces of text behind the byte tokens, with a space as U+2581; an earlier one is merged first. Default none. */
  pieces?: readonly string[];
  /** How matrices are stored; norms are always f32. Default f32. */
  matrices?: keyof typeof TENSOR_TYPES;
  /** True leaves the output matrix out: the embedding serves for it. Default false. */
  tied?: boolean;
  /** Heads of keys and values, 1 or 2. Default 2. */
  keyHeads?: number;
}

/** Names of the control tokens of a tiny model, in the order of their ids from 3 on. */
export const TINY_GGUF_CONTROLS = ['<|user|>', '<|system|>', '<|assistant|>'] as const;

const TEMPLATE =
  "{{ bos_token }}{% for m in messages %}<|{{ m['role'] }}|>{{ m['content'] }}{% endfor %}{% if add_generation_prompt %}<|assistant|>{% endif %}";

/**
 * A GGUF file (version 3, about 150 kB) of the llama architecture with byte tokens and fixed random weights: real input
 * for whatever loads model files. Equal options give equal bytes.
 */
export function tinyGguf(options: TinyGgufOptions = {}): Buffer {
  const { contextLength = 512, chatTemplate = TEMPLATE, controls = TINY_GGUF_CONTROLS, pieces = [] } = options;
  const { keyHeads = HEADS } = options;
  const vocabulary = [
    ...['<unk>', '<s>', '</s>', ...controls].map((name) => ({ name, type: 3, score: 0 })),
    ...Array.from({ length: 256 }, (_, byte) => ({
      name: `<0x${byte.toString(16).toUpperCase().padStart(2, '0')}>`,
      type: 6,
      score: 0,
    })),
    ...pieces.map((name, rank) => ({ name, type: 1, score: -rank })),
  ];
  const metadata = [
    entry('general.architecture', text('llama')),
    entry('general.name', text('tiny-random')),
    entry('general.alignment', uint32(ALIGNMENT)),
    entry('llama.context_length', uint32(contextLength)),
    entry('llama.embedding_length', uint32(WIDTH)),
    entry('llama.block_count', uint32(LAYERS)),
    entry('llama.feed_forward_length', uint32(FEED_FORWARD)),
    entry('llama.attention.head_count', uint32(HEADS)),
    entry('llama.attention.head_count_kv', uint32(keyHeads)),
    entry('llama.attention.layer_norm_rms_epsilon', float32(1e-5)),
    entry('llama.rope.dimension_count', uint32(WIDTH / HEADS)),
    entry('llama.vocab_size', uint32(vocabulary.length)),
    entry('tokenizer.ggml.model', text('llama')),
    entry('tokenizer.ggml.pre', text('default')),
    entry(
      'tokenizer.ggml.tokens',
      array(
        'string',
        vocabulary.map(({ name }) => rawText(name)),
      ),
    ),
    entry(
      'tokenizer.ggml.scores',
      array(
        'float32',
        vocabulary.map(({ score }) => rawFloat(score)),
      ),
    ),
    entry(
      'tokenizer.ggml.token_type',
      array(
        'int32',
        vocabulary.map(({ type }) => rawUint32(type)),
      ),
    ),
    entry('tokenizer.ggml.bos_token_id', uint32(1)),
    entry('tokenizer.ggml.eos_token_id', uint32(2)),
    entry('tokenizer.ggml.unknown_token_id', uint32(0)),
    entry('tokenizer.ggml.add_bos_token', bool(true)),
    entry('tokenizer.ggml.add_space_prefix', bool(false)),
    entry('tokenizer.chat_template', text(chatTemplate)),
  ];
  return assemble(metadata, tensorsOf(vocabulary.length, { ...options, keyHeads }));
}

/** Writes {@link tinyGguf} into a folder of its own and returns its path. */
export function writeTinyGguf(options: TinyGgufOptions = {}): string {
  const path = join(mkdtempSync(join(tmpdir(), 'stepwise-model-')), 'tiny.gguf');
  writeFileSync(path, tinyGguf(options));
  return path;
}

interface Tensor {
  name: string;
  shape: number[];
  type: keyof typeof TENSOR_TYPES;
  values: Float32Array;
}

function tensorsOf(
  vocabularySize: number,
  { matrices = 'f32', tied = false, keyHeads = HEADS }: TinyGgufOptions,
): Tensor[] {
  const random = randomNumbers(42);
  const tensor = (name: string, ...shape: number[]): Tensor => {
    const size = shape.reduce((product, n) => product * n, 1);
    const isNorm = name.includes('norm');
    const values = Float32Array.from({ length: size }, () => (isNorm ? 1 : random() - 0.5));
    return { name, shape, type: isNorm ? 'f32' : matrices, values };
  };
  const blocks = Array.from({ length: LAYERS }, (_, i) => [
    tensor(`blk.${i}.attn_norm.weight`, WIDTH),
    ...['attn_q', 'attn_output'].map((name) => tensor(`blk.${i}.${name}.weight`, WIDTH, WIDTH)),
    ...['attn_k', 'attn_v'].map((name) => tensor(`blk.${i}.${name}.weight`, WIDTH, (WIDTH / HEADS) * keyHeads)),
    tensor(`blk.${i}.ffn_norm.weight`, WIDTH),
    tensor(`blk.${i}.ffn_gate.weight`, WIDTH, FEED_FORWARD),
    tensor(`blk.${i}.ffn_up.weight`, WIDTH, FEED_FORWARD),
    tensor(`blk.${i}.ffn_down.weight`, FEED_FORWARD, WIDTH),
  ]);
  return [
    tensor('token_embd.weight', WIDTH, vocabularySize),
    ...blocks.flat(),
    tensor('output_norm.weight', WIDTH),
    ...(tied ? [] : [tensor('output.weight', WIDTH, vocabularySize)]),
  ];
}

function assemble(metadata: Buffer[], tensors: Tensor[]): Buffer {
  let offset = 0;
  const stored = tensors.map(({ type, values }) => encode(values, type));
  const infos = tensors.map(({ name, shape, type }, i) => {
    const place = [rawUint32(TENSOR_TYPES[type]), rawUint64(offset)];
    offset += padded(stored[i]?.length ?? 0);
    return Buffer.concat([rawText(name), rawUint32(shape.length), ...shape.map(rawUint64), ...place]);
  });
  const counts = [rawUint64(tensors.length), rawUint64(metadata.length)];
  const header = Buffer.concat([Buffer.from('GGUF'), rawUint32(3), ...counts, ...metadata, ...infos]);
  return Buffer.concat([pad(header), ...stored.map(pad)]);
}

function encode(values: Float32Array, type: keyof typeof TENSOR_TYPES): Buffer {
  if (type === 'f32') return Buffer.from(values.buffer);
  if (type === 'f16') return Buffer.concat(Array.from(values, (value) => rawHalf(value)));
  const blocks = Array.from({ length: values.length / 32 }, (_, i) => values.subarray(32 * i, 32 * i + 32));
  return Buffer.concat(
    blocks.map((block) => {
      const scale = Math.max(...block.map(Math.abs)) / 127;
      return Buffer.concat([rawHalf(scale), Buffer.from(Int8Array.from(block, (value) => Math.round(value / scale)))]);
    }),
  );
}

/** A value as binary16, cut off instead of rounded. Only for sizes from 2^-14 to 1, and 0. */
function rawHalf(value: number): Buffer {
  const size = Math.abs(value);
  const exponent = size < 2 ** -14 ? -15 : Math.floor(Math.log2(size));
  const fraction = exponent === -15 ? 0 : Math.floor((size / 2 ** exponent - 1) * 1024);
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16LE((value < 0 ? 0x8000 : 0) | ((exponent + 15) << 10) | fraction);
  return bytes;
}

const padded = (size: number): number => Math.ceil(size / ALIGNMENT) * ALIGNMENT;
const pad = (bytes: Buffer): Buffer => Buffer.concat([bytes, Buffer.alloc(padded(bytes.length) - bytes.length)]);

function rawUint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

function rawUint64(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt(value));
  return bytes;
}

function rawFloat(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeFloatLE(value);
  return bytes;
}

const rawText = (value: string): Buffer => Buffer.concat([rawUint64(Buffer.byteLength(value)), Buffer.from(value)]);
const entry = (key: string, value: Buffer): Buffer => Buffer.concat([rawText(key), value]);
const uint32 = (value: number): Buffer => Buffer.concat([rawUint32(TYPES.uint32), rawUint32(value)]);
const float32 = (value: number): Buffer => Buffer.concat([rawUint32(TYPES.float32), rawFloat(value)]);
const bool = (value: boolean): Buffer => Buffer.concat([rawUint32(TYPES.bool), Buffer.from([Number(value)])]);
const text = (value: string): Buffer => Buffer.concat([rawUint32(TYPES.string), rawText(value)]);
const array = (type: keyof typeof TYPES, items: Buffer[]): Buffer =>
  Buffer.concat([rawUint32(TYPES.array), rawUint32(TYPES[type]), rawUint64(items.length), ...items]);

/** Numbers from 0 to 1 that are the same on every run (mulberry32). */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}
