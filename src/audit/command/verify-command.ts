import { createPublicKey, type KeyObject } from 'node:crypto';
import { createReadStream, existsSync, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { readCheckpoints, verifyTrailFile, type Checkpoint, type FileProofs, type FileVerdict } from '@app/audit';

const OK = 0;
const FLAWED = 1;
const UNUSABLE = 2;

const HELP = `npm run audit:verify -- FILE… [--anchor FILE]… [--key FILE]… [--from NUMBER]

Verifies exports and archives of the audit trail, each by itself.
  --anchor FILE   checkpoints, as the file, syslog or bucket anchor keeps them (one JSON object a line)
  --key FILE      public key in PEM whose signatures count (GET /api/v1/audit/verify tells it)
  --from NUMBER   the entry that the files begin with; 1 for a whole trail. Without it an export is held to what its own
                  entry says, and there is a warning about another file that begins later than entry 1
  --help          this text

Exit code 0: nothing is wrong. 1: something is, and the first bad entry is named. 2: a file cannot be read.
`;

interface Arguments {
  files: string[];
  anchors: string[];
  keys: string[];
  from: number | undefined;
  help: boolean;
}

/** Verifies the files that the arguments name and prints a verdict for each. Resolves with the exit code. */
export async function verifyCommand(
  args: readonly string[],
  output: { write(text: string): unknown },
): Promise<number> {
  try {
    const { files, anchors, keys, from, help } = readArguments(args);
    if (help || files.length === 0) {
      output.write(HELP);
      return help ? OK : UNUSABLE;
    }
    const proofs: FileProofs = {
      keys: keys.map(readKey),
      checkpoints: await readAnchors(anchors),
      ...(from === undefined ? {} : { from }),
    };
    let code = OK;
    for (const file of files) code = Math.max(code, await verifyFile(file, proofs, output));
    return code;
  } catch (error) {
    output.write(`${messageOf(error)}\n`);
    return UNUSABLE;
  }
}

async function verifyFile(file: string, proofs: FileProofs, output: { write(text: string): unknown }): Promise<number> {
  try {
    const verdict = await verifyTrailFile(linesOf(file), proofs);
    output.write(describe(file, verdict, proofs));
    return verdict.ok ? OK : FLAWED;
  } catch (error) {
    output.write(`unread  ${file}: ${messageOf(error)}\n`);
    return UNUSABLE;
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : 'The trail cannot be verified.';
}

function readArguments(args: readonly string[]): Arguments {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      anchor: { type: 'string', multiple: true },
      key: { type: 'string', multiple: true },
      from: { type: 'string' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  const from = values.from === undefined ? undefined : Number(values.from);
  if (from !== undefined && !(Number.isSafeInteger(from) && from >= 1)) {
    throw new Error('--from must be the number of an entry, from 1.');
  }
  return { files: positionals, anchors: values.anchor ?? [], keys: values.key ?? [], from, help: values.help ?? false };
}

function readKey(path: string): KeyObject {
  try {
    return createPublicKey(readFileSync(path));
  } catch {
    throw new Error(`${path} holds no public key in PEM.`);
  }
}

async function readAnchors(paths: readonly string[]): Promise<Checkpoint[]> {
  const missing = paths.find((path) => !existsSync(path));
  if (missing !== undefined) throw new Error(`${missing} does not exist.`);
  return (await Promise.all(paths.map(readCheckpoints))).flat();
}

function linesOf(path: string): AsyncIterable<string> {
  if (!existsSync(path)) throw new Error('There is no such file.');
  return createInterface({ input: createReadStream(path), crlfDelay: Infinity });
}

function describe(file: string, verdict: FileVerdict, { keys }: FileProofs): string {
  const { organisationId, ok, checked, firstSequence, lastSequence, checkpoints, flaw, isStartKnown } = verdict;
  const signatures = keys.length === 0 ? 'signatures not checked: give --key' : 'signatures checked';
  if (ok) {
    const found = `ok      ${file}: entries ${firstSequence} to ${lastSequence} of ${organisationId}; ${checkpoints} checkpoints; ${signatures}\n`;
    return isStartKnown ? found : found + warning(file, firstSequence);
  }
  return `FLAWED  ${file}: ${flaw?.message ?? ''} (${flaw?.problem ?? ''}, entry ${flaw?.sequence ?? ''}; ${checked} good entries of ${organisationId} before it)\n`;
}

/** A later segment of a trail, or a file whose head was cut off: nothing in it tells which. */
function warning(file: string, firstSequence: number): string {
  const before = `entries 1 to ${firstSequence - 1}`;
  return `WARNING ${file}: it does not begin at entry 1, so nothing is said about ${before}. Look for them in another file; with --from ${firstSequence} it is as it has to be.\n`;
}
