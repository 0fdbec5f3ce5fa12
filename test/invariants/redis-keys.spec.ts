import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const ROOT = resolve(__dirname, '../..');
const DOCS = readFileSync(join(ROOT, 'docs/operations.md'), 'utf8');
/** What is documented as a TTL or as a cap; nothing else bounds a family. */
const BOUND = /^(?:ends|at most) .+/;

const sourcesOf = (folder: string): string[] =>
  readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts') && !path.endsWith('spec.ts') && !path.includes('testing'))
    .map((path) => readFileSync(join(ROOT, folder, path), 'utf8'));

/** The second argument of each `redisKey(…)` that is no channel's: a text, or a constant of the same file. */
function familiesIn(source: string): string[] {
  return [...source.matchAll(/(?<!CHANNEL = )redisKey\(\s*(?:[^,()]|\([^()]*\))+,\s*('[^']+'|[A-Z_]+)/g)].map(
    ([, family = '']) => (family.startsWith("'") ? family.slice(1, -1) : constantOf(family, source)),
  );
}

function constantOf(name: string, source: string): string {
  const value = new RegExp(`const ${name} = '([^']+)'`).exec(source)?.[1];
  if (value === undefined) throw new Error(`The family ${name} of a Redis key is no constant of its file.`);
  return value;
}

describe('families of Redis keys', () => {
  const rows = [...DOCS.matchAll(/^\| `([a-z-]+)` +\| ([^|]+?) +\| ([^|]+?) +\|$/gm)];
  const families = new Set([...sourcesOf('src'), ...sourcesOf('libs')].flatMap(familiesIn));

  it('are all listed in docs/operations.md, and nothing else is', () => {
    expect(rows.map(([, family]) => family).sort()).toEqual([...families].sort());
  });

  it('each have an end or a cap', () => {
    const unbounded = rows.filter(([, , , bound = '']) => !BOUND.test(bound)).map(([, family]) => family);
    expect(unbounded).toEqual([]);
  });
});
