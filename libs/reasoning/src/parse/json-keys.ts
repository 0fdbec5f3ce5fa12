/** What the value under a key of a JSON reply is. */
export type JsonRole =
  'thought' | 'reflection' | 'observation' | 'action' | 'input' | 'final' | 'confidence' | 'text' | 'none';

const ROLES: Readonly<Record<Exclude<JsonRole, 'text' | 'none'>, string>> = {
  thought:
    'thought thoughts step steps reasoning reasonings reasoningstep reasoningsteps reasoningprocess chainofthought chainofthoughts cot thinking thoughtprocess analysis rationale explanation scratchpad',
  reflection: 'reflection reflections critique',
  observation: 'observation observations',
  action: 'action tool toolname',
  input: 'actioninput toolinput input args arguments parameters',
  final:
    'finalanswer answer final result finalresult response finalresponse output finaloutput conclusion solution theanswer',
  confidence: 'confidence confidencescore certainty',
};
/** Keys of a step object whose values together are its text. */
const TEXTS =
  'thought text content explanation reasoning description step output calculation result rationale analysis title';

const ROLE_OF_KEY = new Map<string, JsonRole>();
for (const [role, keys] of Object.entries(ROLES) as [JsonRole, string][]) {
  for (const key of keys.split(' ')) ROLE_OF_KEY.set(key, role);
}
const TEXT_KEYS = new Set(TEXTS.split(' '));

/** The role of a key of the reply's own object. */
export function roleOfKey(key: string): JsonRole {
  return ROLE_OF_KEY.get(bare(key)) ?? 'none';
}

/** The role of a key of an object inside the reasoning. */
export function roleOfStepKey(key: string): JsonRole {
  const name = bare(key);
  if (TEXT_KEYS.has(name)) return 'text';
  if (/^(step|thought)?\d{1,3}$/.test(name)) return 'thought';
  const role = ROLE_OF_KEY.get(name) ?? 'none';
  return role === 'final' ? 'text' : role;
}

/** True for the key under which a step has its text or its number. */
export function isStepKey(key: string): boolean {
  return bare(key) === 'step';
}

function bare(key: string): string {
  return key.toLowerCase().replace(/[\s_-]/g, '');
}
