import { isUtf8 } from 'node:buffer';
import { AppError } from '@app/kernel';
import { toParam } from '../validation/to-param';
import { findJsonFlaw, type JsonFlaw } from './find-json-flaw';
import { measureJson } from './measure-json';

const MAX_DEPTH = 32;
const MAX_MEMBERS = 50_000;

const FLAW_MESSAGE: Record<JsonFlaw['kind'], string> = {
  unsafe_key: 'The body has a member of a reserved name.',
  long_key: 'The body has a member with a name over 1,024 characters.',
  number: 'A number cannot be represented exactly. Send ids as strings.',
  nul: 'A text holds a NUL character. Remove it.',
  surrogate: 'A text holds half of a surrogate pair. Send well-formed Unicode.',
};

/**
 * Parses a request body as strict JSON (RFC 8259, and the I-JSON profile, RFC 7493, for what JSON leaves open): valid
 * UTF-8, no byte order mark, no repeated names, at most 32 levels and 50,000 members, nothing that a store or a prototype
 * could choke on. Throws an `AppError` that repeats nothing of the body. Linear; the price over JSON.parse is in README.md.
 */
export function parseJsonBody(body: Buffer): unknown {
  if (body.length === 0) throw invalid('The body is empty. Send a JSON document.');
  if (!isUtf8(body)) throw invalid('The body is not valid UTF-8.');
  const text = body.toString('utf8');
  const { depth, members } = measureJson(text);
  if (depth > MAX_DEPTH) throw invalid(`The body is nested more than ${MAX_DEPTH} levels deep.`);
  if (members > MAX_MEMBERS) throw invalid(`The body has more than ${MAX_MEMBERS} members.`);
  const value = parse(text);
  const count = { members: 0 };
  const flaw = findJsonFlaw(value, text.includes('\\u'), count);
  if (flaw !== undefined) throw refused(flaw);
  if (count.members !== members) throw invalid('The body names a member twice in one object.');
  return value;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The parser's own message quotes the body.
    throw invalid('The body is not valid JSON. Check brackets, quotes and commas.');
  }
}

function invalid(message: string): AppError {
  return new AppError('invalid_json', message);
}

function refused(flaw: JsonFlaw): AppError {
  const param = toParam(flaw.path);
  return new AppError('invalid_parameter', FLAW_MESSAGE[flaw.kind], param === undefined ? {} : { param });
}
