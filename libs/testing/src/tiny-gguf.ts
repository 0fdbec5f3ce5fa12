/** Shape of the model; small enough to write, load and run in milliseconds. */
const WIDTH = 32;
const LAYERS = 2;
const HEADS = 2;
const FEED_FORWARD = 64;
const ALIGNMENT = 32;

const F32 = 0;
const TYPES = { uint32: 4, float32: 6, bool: 7, string: 8, array: 9, int32: 5 } as const;

/** What a tiny model may differ in. */
export interface TinyGgufOptions {
  /** Default 512. */
  contextLength?: number;
  /** Jinja; default: user and assistant turns between control tokens. */
  chatTemplate?: string;
}

/** Names of the control tokens of a tiny model, in the order of their ids from 3 on. */
export const TINY_GGUF_CONTROLS = ['<|user|>', '<|system|>', '<|assistant|>'] as const;

const TEMPLATE =
  "{{ bos_token }}{% for m in messages %}<|{{ m['role'] }}|>{{ m['content'] }}{% endfor %}{% if add_generation_prompt %}<|assistant|>{% endif %}";

/**
 * A GGUF file (version 3, about 150 kB) of the llama architecture with byte tokens and fixed random weights: real input
 * for whatever loads model files. Equal options give equal bytes.
 */
export function tinyGguf({ contextLength = 512, chatTemplate = TEMPLATE }: TinyGgufOptions = {}): Buffer {
  const vocabulary = [
    ...['<unk>', '<s>', '</s>', ...TINY_GGUF_CONTROLS].map((name) => ({ name, type: 3 })),
    ...Array.from({ length: 256 }, (_, byte) => ({
      name: `<0x${byte.toString(16).toUpperCase().padStart(2, '0')}>`,
      type: 6,
    })),
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
    entry('llama.attention.head_count_kv', uint32(HEADS)),
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
        vocabulary.map(() => rawFloat(0)),
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
  return assemble(metadata, tensorsOf(vocabulary.length));
}

interface Tensor {
  name: string;
  shape: number[];
  values: Float32Array;
}

function tensorsOf(vocabularySize: number): Tensor[] {
  const random = randomNumbers(42);
  const tensor = (name: string, ...shape: number[]): Tensor => {
    const size = shape.reduce((product, n) => product * n, 1);
    const isNorm = name.includes('norm');
    return { name, shape, values: Float32Array.from({ length: size }, () => (isNorm ? 1 : random() - 0.5)) };
  };
  const blocks = Array.from({ length: LAYERS }, (_, i) => [
    tensor(`blk.${i}.attn_norm.weight`, WIDTH),
    ...['attn_q', 'attn_k', 'attn_v', 'attn_output'].map((name) => tensor(`blk.${i}.${name}.weight`, WIDTH, WIDTH)),
    tensor(`blk.${i}.ffn_norm.weight`, WIDTH),
    tensor(`blk.${i}.ffn_gate.weight`, WIDTH, FEED_FORWARD),
    tensor(`blk.${i}.ffn_up.weight`, WIDTH, FEED_FORWARD),
    tensor(`blk.${i}.ffn_down.weight`, FEED_FORWARD, WIDTH),
  ]);
  return [
    tensor('token_embd.weight', WIDTH, vocabularySize),
    ...blocks.flat(),
    tensor('output_norm.weight', WIDTH),
    tensor('output.weight', WIDTH, vocabularySize),
  ];
}

function assemble(metadata: Buffer[], tensors: Tensor[]): Buffer {
  let offset = 0;
  const infos = tensors.map(({ name, shape, values }) => {
    const info = [rawText(name), rawUint32(shape.length), ...shape.map(rawUint64), rawUint32(F32), rawUint64(offset)];
    offset += padded(values.byteLength);
    return Buffer.concat(info);
  });
  const counts = [rawUint64(tensors.length), rawUint64(metadata.length)];
  const header = Buffer.concat([Buffer.from('GGUF'), rawUint32(3), ...counts, ...metadata, ...infos]);
  const data = tensors.map(({ values }) => pad(Buffer.from(values.buffer)));
  return Buffer.concat([pad(header), ...data]);
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
