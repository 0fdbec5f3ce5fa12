import { flag, integer, number, oneOf, seconds, type AnySetting } from './setting';

/** Questions that can be remembered at most, and that a warm-up can look at. */
export const MOST_POPULAR_QUESTIONS = 100_000;

/** The settings of the response cache (docs/cache.md). */
export const CACHE_SETTINGS = {
  CACHE_ENABLED: flag('Whether answers are kept and given again (docs/cache.md).', true),
  CACHE_TTL: seconds(
    'How long an answer counts as fresh, unless the request says otherwise, seconds.',
    1,
    2_592_000,
    3600,
  ),
  CACHE_STALE_WHILE_REVALIDATE: seconds(
    'How long after that it is given while it is made anew in the background, seconds.',
    0,
    2_592_000,
    600,
  ),
  CACHE_STALE_IF_ERROR: seconds(
    'How long after CACHE_TTL it stands in for an answer that the provider fails to give, seconds.',
    0,
    2_592_000,
    86_400,
  ),
  CACHE_MAX_TEMPERATURE: number(
    'Answers sampled hotter than this are not cached; an unset temperature counts as 1.',
    0,
    2,
    1,
  ),
  CACHE_TOOL_ANSWERS: flag('Whether requests with tools are cached too, the calls of tools included.', false),
  CACHE_WIDEST_SCOPE: oneOf(
    'The widest scope that a request may ask for: answers are given to the same user alone unless it asks for more.',
    ['user', 'organisation', 'global'],
    'user',
  ),
  CACHE_MEMORY_BYTES: integer(
    'Memory of one process for answers, bytes; 0 keeps them in Redis alone.',
    0,
    17_179_869_184,
    67_108_864,
  ),
  CACHE_MAX_ENTRY_BYTES: integer('Largest answer that is kept, bytes.', 1024, 16_777_216, 1_048_576),
  CACHE_MAX_ENTRIES_PER_USER: integer('Most answers of one user, or of one wider scope, in Redis.', 1, 1_000_000, 1000),
  CACHE_EARLY_REFRESH: number(
    'How eagerly popular answers are made anew before they expire: the beta of XFetch; 0 switches it off.',
    0,
    10,
    1,
  ),
  CACHE_TRACK_QUESTIONS: oneOf(
    'Which popular questions are remembered in Redis, for warm-ups and the list of the most asked: all, only those opened to others (shared), none (off).',
    ['all', 'shared', 'off'],
    'all',
  ),
  CACHE_POPULAR_QUESTIONS: integer(
    'How many popular questions are remembered, and how many of the last asked ones.',
    10,
    MOST_POPULAR_QUESTIONS,
    10_000,
  ),
  CACHE_POPULAR_BYTES: integer(
    'What all remembered questions may take in Redis, bytes.',
    65_536,
    268_435_456,
    16_777_216,
  ),
  CACHE_WARMUP_INTERVAL: seconds(
    'Time between two warm-ups with the popular questions, seconds; 0 means none. One also runs after each start.',
    0,
    2_592_000,
    0,
  ),
  CACHE_WARMUP_REQUESTS: integer('Questions that such a warm-up may ask providers.', 1, MOST_POPULAR_QUESTIONS, 100),
  CACHE_WARMUP_COST: integer(
    'What such a warm-up may cost, millionths of a US dollar; 0 means no limit.',
    0,
    1_000_000_000,
    1_000_000,
  ),
} as const satisfies Record<string, AnySetting>;
