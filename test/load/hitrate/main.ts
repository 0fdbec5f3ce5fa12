import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { beladyHits, lru, s3fifo } from './policies';
import { questionStream, REPEAT_HEAVY } from './question-stream';
import { CacheReplay } from './replay';

const USAGE = `npm run bench:hitrate -- [FILE.csv ...] [--rows N] [--sizes 0.01,0.1]
  FILE     a header line, then rows whose second column is the key
  --rows   only so many rows of each file; default: all
  --sizes  room as a share of the different keys; default: 0.01, 0.1
Without a file only the generated stream is replayed.`;

const RESTART_AFTER = 0.5;
const AFTER_RESTART = 1_000;

interface Options {
  files: string[];
  rows: number;
  sizes: number[];
}

const say = (text: string): void => void process.stdout.write(`${text}\n`);
const percent = (part: number, all: number): string => `${((100 * part) / Math.max(1, all)).toFixed(2)} %`;

function readKeys(file: string, rows: number): string[] {
  const lines = readFileSync(file, 'utf8').split('\n').slice(1);
  return lines
    .map((line) => line.split(',')[1])
    .filter((key) => key !== undefined)
    .slice(0, rows);
}

/** The product's cache beside the policies, of one size. */
async function compare(keys: readonly string[], capacity: number): Promise<void> {
  const replay = new CacheReplay(capacity);
  const ours = await replay.hits(keys);
  const hitsOf = (access: (key: string) => boolean): number =>
    keys.reduce((hits, key) => hits + Number(access(key)), 0);
  const rows: [string, number][] = [
    ['ours', ours],
    ['LRU', hitsOf(lru(capacity))],
    ['S3-FIFO', hitsOf(s3fifo(capacity))],
    ['Belady (best possible)', beladyHits(keys, capacity)],
  ];
  say(`  room for ${capacity} answers`);
  for (const [name, hits] of rows) {
    say(`    ${name.padEnd(24)} ${percent(hits, keys.length).padStart(8)}   ${keys.length - hits} fetches`);
  }
  if (replay.fetches !== keys.length - ours)
    throw new Error('The provider was asked more often than answers were missing.');
}

/** Hits of the first requests after a restart: never restarted, empty, and warmed up. */
async function restart(keys: readonly string[], capacity: number): Promise<void> {
  const middle = Math.floor(keys.length * RESTART_AFTER);
  const [before, after] = [keys.slice(0, middle), keys.slice(middle, middle + AFTER_RESTART)];
  const rate = async (prepare: (replay: CacheReplay) => Promise<void>): Promise<string> => {
    const replay = new CacheReplay(capacity);
    await replay.hits(before);
    await prepare(replay);
    return percent(await replay.hits(after), after.length);
  };
  say(`  the first ${after.length} requests after a restart in the middle, room for ${capacity} answers`);
  say(`    never restarted          ${(await rate(() => Promise.resolve())).padStart(8)}`);
  say(`    empty                    ${(await rate((replay) => replay.restart())).padStart(8)}`);
  for (const source of ['popular', 'recent'] as const) {
    const warmed = await rate(async (replay) => {
      await replay.restart();
      await replay.warm(source, capacity);
    });
    say(`    warmed with ${source.padEnd(12)} ${warmed.padStart(8)}`);
  }
}

async function report(name: string, keys: readonly string[], sizes: readonly number[]): Promise<void> {
  const unique = new Set(keys).size;
  say(
    `\n${name}: ${keys.length} requests, ${unique} different; at most ${percent(keys.length - unique, keys.length)} can hit`,
  );
  for (const size of sizes) await compare(keys, Math.max(1, Math.round(size * unique)));
  await restart(keys, Math.max(1, Math.round((sizes.at(-1) ?? 1) * unique)));
}

function readOptions(args: readonly string[]): Options | undefined {
  const options: Options = { files: [], rows: Infinity, sizes: [0.01, 0.1] };
  for (let at = 0; at < args.length; at++) {
    const arg = args[at] ?? '';
    if (arg === '--rows') options.rows = Number(args[++at]);
    else if (arg === '--sizes') options.sizes = (args[++at] ?? '').split(',').map(Number);
    else if (arg.startsWith('-')) return undefined;
    else options.files.push(arg);
  }
  return options.rows > 0 && options.sizes.every((size) => size > 0 && size <= 1) ? options : undefined;
}

async function main(): Promise<number> {
  const options = readOptions(process.argv.slice(2));
  if (options === undefined) {
    say(USAGE);
    return 2;
  }
  for (const file of options.files) await report(basename(file), readKeys(file, options.rows), options.sizes);
  const { requests, questions, exponent, unique, seed } = REPEAT_HEAVY;
  const name = `generated (Zipf ${exponent} over ${questions} questions, ${percent(unique, 1)} asked once, seed ${seed})`;
  await report(name, questionStream({ ...REPEAT_HEAVY, requests: Math.min(requests, options.rows) }), [1]);
  return 0;
}

void main().then((code) => (process.exitCode = code));
