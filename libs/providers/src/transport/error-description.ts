import { isJsonObject, type JsonObject } from '@app/kernel';

/** What a provider's error body says, in words that all providers share. `none`: there is no error in it. */
type ErrorKind =
  'context' | 'filter' | 'quota' | 'rate' | 'auth' | 'overloaded' | 'model' | 'rejected' | 'failed' | 'none';

/** An error body, read. */
export interface ErrorDescription {
  kind: ErrorKind;
  /** The HTTP status that the body names. */
  status?: number;
  /** The provider's own word for it, such as `unsupported_value`, where it looks like one. */
  word?: string;
  /** The request field at fault, by the provider's name, where it looks like a field. */
  param?: string;
}

// Seen from OpenAI, Azure, vLLM, llama.cpp, Ollama, Mistral, DeepSeek, Groq, OpenRouter, Anthropic, Gemini and Bedrock.
const CODES: readonly (readonly [ErrorKind, RegExp])[] = [
  [
    'context',
    /^(context_length_exceeded|exceed_context_size_error|model_max_prompt_tokens_exceeded|request_too_large)$/,
  ],
  [
    'filter',
    /^(content_filter|content_policy_violation|content_filtered|data_inspection_failed|invalid_prompt|ResponsibleAIPolicyViolation)$/,
  ],
  ['quota', /^(insufficient_quota|billing_hard_limit_reached|billing_not_active|insufficient_balance|billing_error)$/],
  ['rate', /^(rate_limit_exceeded|rate_limit_error|rate_limited|too_many_requests|RESOURCE_EXHAUSTED)$/],
  [
    'auth',
    /^(invalid_api_key|authentication_error|permission_error|invalid_authentication|UNAUTHENTICATED|PERMISSION_DENIED)$/,
  ],
  ['overloaded', /^(overloaded_error|overloaded|server_overloaded|service_unavailable|UNAVAILABLE)$/],
  ['model', /^(model_not_found|not_found_error|NOT_FOUND|invalid_model)$/],
  [
    'rejected',
    /^(invalid_request_error|BadRequestError|INVALID_ARGUMENT|invalid_request|unsupported_parameter|invalid_[a-z_]+)$/,
  ],
];

const CONTEXT_TEXT =
  /maximum context length|context (?:length|size|window)|maximum model length|prompt is too long|input is too long|exceeds? (?:the )?(?:maximum|max)[a-z ]{0,20} (?:number of )?tokens|too large for model with \d+/i;
const FILTER_TEXT =
  /content (?:management )?polic|content filter|content exists risk|usage polic|safety system|inappropriate content/i;
const QUOTA_TEXT = /insufficient (?:balance|quota|credit)|exceeded your current quota|out of credit/i;
// Short lower-case words: no key and no sentence looks like this.
const FIELD_PATH = /^[a-z_]{1,30}(?:\.[a-z_]{1,30}|\[\d{1,4}\]){0,6}$/;
// Words of letters: no key (they hold digits) and no sentence looks like this.
const WORD = /^[A-Za-z]{1,30}(?:[_.-][A-Za-z]{1,30}){0,7}$/;
const MAX_WORD = 60;
const MAX_TEXT = 2000;

/** Reads the error out of a body of any provider's shape. */
export function describeErrorBody(body: unknown): ErrorDescription {
  const error = errorObjectOf(body);
  if (error === undefined) return { kind: 'none' };
  const names = [error['code'], error['type'], error['status'], innerCode(error)].filter(
    (name) => typeof name === 'string',
  );
  const text = textOf(error);
  const kind = kindOfText(text, 'early') ?? kindOfNames(names) ?? kindOfText(text, 'late') ?? 'failed';
  const status = [error['code'], error['status'], error['http_code']].map(Number).find((n) => n >= 400 && n < 600);
  const param = error['param'];
  const word = names.find((name) => name.length <= MAX_WORD && WORD.test(name));
  return {
    kind,
    ...(status === undefined ? {} : { status }),
    ...(word === undefined ? {} : { word }),
    ...(typeof param === 'string' && FIELD_PATH.test(param) ? { param } : {}),
  };
}

function errorObjectOf(body: unknown): JsonObject | undefined {
  const candidate: unknown = Array.isArray(body) ? body[0] : body;
  if (!isJsonObject(candidate)) return undefined;
  const error = candidate['error'];
  if (isJsonObject(error)) return error;
  if (typeof error === 'string') return { message: error };
  // Mistral and vLLM put the fields at the top; a reply has none of these.
  const isError = candidate['object'] === 'error' || candidate['type'] === 'error' || 'detail' in candidate;
  return isError || ('message' in candidate && typeof candidate['message'] === 'string') ? candidate : undefined;
}

function innerCode(error: JsonObject): unknown {
  const inner = error['innererror'];
  return isJsonObject(inner) ? inner['code'] : undefined;
}

function textOf(error: JsonObject): string {
  const message = error['message'] ?? error['detail'];
  const text = typeof message === 'string' ? message : JSON.stringify(message ?? '');
  return text.slice(0, MAX_TEXT);
}

function kindOfNames(names: readonly string[]): ErrorKind | undefined {
  for (const [kind, pattern] of CODES) if (names.some((name) => pattern.test(name))) return kind;
  return undefined;
}

/** Texts that say more than the code beside them (`invalid_request_error`, `BadRequestError`) are read first. */
function kindOfText(text: string, when: 'early' | 'late'): ErrorKind | undefined {
  if (when === 'early') {
    if (CONTEXT_TEXT.test(text)) return 'context';
    return FILTER_TEXT.test(text) ? 'filter' : undefined;
  }
  if (QUOTA_TEXT.test(text)) return 'quota';
  return /overloaded/i.test(text) ? 'overloaded' : undefined;
}
