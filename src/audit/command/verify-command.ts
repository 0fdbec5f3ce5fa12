import { createPublicKey, type KeyObject } from 'node:crypto';
import { createReadStream, existsSync, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { readCheckpoints, verifyTrailFile, type Checkpoint, type FileProofs, type TrailVerdict } from '@app/audit';

const OK = 0;
const FLAWED = 1;
const UNUSABLE = 2;

const HELP = `npm run audit:verify -- FILE… [--anchor FILE]… [--key FILE]…

Verifies exports and archives of the audit trail, each by itself.
  --anchor FILE   checkpoints, as the file, syslog or bucket anchor keeps them (one JSON object a line)
  --key FILE      public key in PEM whose signatures count (GET /api/v1/audit/verify tells it)

Exit code 0: nothing is wrong. 1: something is, and the first bad entry is named. 2: a file cannot be read.
`;

interface Arguments {
  files: string[];
  anchors: string[];
  keys: string[];
}

/** Verifies the files that the arguments name and prints a verdict for each. Resolves with the exit code. */
export async function verifyCommand(
  args: readonly string[],
  output: { write(text: string): unknown },
): Promise<number> {
  try {
    const { files, anchors, keys } = readArguments(args);
    if (files.length === 0) {
      output.write(HELP);
      return UNUSABLE;
    }
    const proofs: FileProofs = { keys: keys.map(readKey), checkpoints: await readAnchors(anchors) };
    let code = OK;
    for (const file of files) {
      const verdict = await verifyTrailFile(linesOf(file), proofs);
      output.write(describe(file, verdict, proofs));
      if (!verdict.ok) code = FLAWED;
    }
    return code;
  } catch (error) {
    output.write(`${error instanceof Error ? error.message : 'The trail cannot be verified.'}\n`);
    return UNUSABLE;
  }
}

function readArguments(args: readonly string[]): Arguments {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { anchor: { type: 'string', multiple: true }, key: { type: 'string', multiple: true } },
  });
  return { files: positionals, anchors: values.anchor ?? [], keys: values.key ?? [] };
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
  if (!existsSync(path)) throw new Error(`${path} does not exist.`);
  return createInterface({ input: createReadStream(path), crlfDelay: Infinity });
}

function describe(file: string, verdict: TrailVerdict, { keys }: FileProofs): string {
  const { organisationId, ok, checked, firstSequence, lastSequence, checkpoints, flaw } = verdict;
  const signatures = keys.length === 0 ? 'signatures not checked: give --key' : 'signatures checked';
  if (ok) {
    return `ok      ${file}: entries ${firstSequence} to ${lastSequence} of ${organisationId}; ${checkpoints} checkpoints; ${signatures}\n`;
  }
  return `FLAWED  ${file}: ${flaw?.message ?? ''} (${flaw?.problem ?? ''}, entry ${flaw?.sequence ?? ''}; ${checked} good entries of ${organisationId} before it)\n`;
}
