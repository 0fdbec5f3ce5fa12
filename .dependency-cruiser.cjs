// The import rule of the house: imports go only down
//   src composition -> src/<feature> -> L3 engines -> L2 ports -> L1 kernel -> L0 contracts
// and siblings of one level never import each other. Run by `npm run check:boundaries`.
const SPEC = '(\\.(spec|e2e-spec|int-spec)\\.tsx?$|^test/)';
const TESTING = '(^libs/testing/|^libs/[^/]+/src/testing/)';
const DOOR = '^libs/[^/]+/src/(index|(testing|nest)/index)\\.ts$';
const VENDORS = '(openai|anthropic|mistral|deepseek|openai-compatible|local|embedded|gemini|cohere|ollama|bedrock)';

const lib = (names) => `^libs/(${names.join('|')})/`;
const below = (name, from, allowed) => ({
  name,
  severity: 'error',
  from: { path: lib(from), pathNot: [SPEC, '/src/testing/'] },
  to: { path: '^libs/', pathNot: [lib([...from, ...allowed])] },
});
const LEVELS = [
  ['L0', ['contracts']],
  ['L1', ['kernel']],
  ['L2', ['model', 'answers', 'queue', 'storage', 'embedded', 'embedded-model']],
  ['L2b', ['turn']],
  [
    'L3',
    [
      'providers',
      'reasoning',
      'cache',
      'limits',
      'sessions',
      'analytics',
      'monitoring',
      'audit',
      'usage',
      'evaluation',
      'conversations',
      'reasoning-ledger',
      'idempotency',
      'identity',
    ],
  ],
];
const levelRules = LEVELS.flatMap(([level, names], i) => {
  const lower = LEVELS.slice(0, i).flatMap(([, lowerNames]) => lowerNames);
  return names.map((name) => below(`${level}-${name}-imports-only-down`, [name], lower));
});

module.exports = {
  forbidden: [
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'no-orphans',
      severity: 'error',
      from: { orphan: true, pathNot: ['^[^/]+$', '\\.d\\.ts$', '^libs/web/(public|testing)/', SPEC] },
      to: {},
    },
    { name: 'not-to-unresolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
    {
      name: 'no-dev-dependency-in-product',
      severity: 'error',
      from: { path: '^(src|libs)/', pathNot: [SPEC, TESTING, '^libs/web/'] },
      to: { dependencyTypes: ['npm-dev', 'npm-no-pkg'] },
    },
    { name: 'libs-never-import-src', severity: 'error', from: { path: '^libs/' }, to: { path: '^src/' } },
    {
      name: 'no-deep-lib-import',
      severity: 'error',
      from: { path: '^(src|test)/' },
      to: { path: '^libs/', pathNot: DOOR },
    },
    {
      name: 'no-deep-sibling-import',
      severity: 'error',
      from: { path: '^libs/([^/]+)/' },
      to: { path: '^libs/', pathNot: [DOOR, '^libs/$1/'] },
    },
    {
      name: 'no-cross-feature',
      severity: 'error',
      from: { path: '^src/(?!(?:config|http|jobs|auth)/)([^/]+)/', pathNot: SPEC },
      to: { path: '^src/(?!(?:config|http|jobs|auth)/)[^/]+/', pathNot: '^src/$1/' },
    },
    {
      name: 'feature-never-imports-composition',
      severity: 'error',
      from: { path: '^src/[^/]+/' },
      to: { path: '^src/(main|worker|app\\.[a-z]+)\\.ts$' },
    },
    ...levelRules,
    {
      name: 'vendors-are-islands',
      severity: 'error',
      from: { path: `^libs/providers/src/${VENDORS}/` },
      to: { path: `^libs/providers/src/${VENDORS}/`, pathNot: '^libs/providers/src/$1/' },
    },
    {
      name: 'storage-only-from-adapters',
      severity: 'error',
      from: {
        path: lib([
          'cache',
          'limits',
          'sessions',
          'analytics',
          'monitoring',
          'audit',
          'usage',
          'conversations',
          'reasoning-ledger',
          'idempotency',
          'identity',
        ]),
        pathNot: ['/src/(adapters|nest)/', SPEC],
      },
      to: { path: '^libs/storage/' },
    },
    {
      name: 'engine-has-no-framework',
      severity: 'error',
      from: { path: '^libs/', pathNot: ['/src/nest/', '^libs/web/', SPEC] },
      to: { path: 'node_modules/@nestjs/' },
    },
    {
      name: 'testing-only-in-specs',
      severity: 'error',
      from: { pathNot: [SPEC, TESTING] },
      to: { path: TESTING },
    },
    {
      name: 'web-sees-only-contracts',
      severity: 'error',
      from: { path: '^libs/web/' },
      to: { path: '^(src|libs)/', pathNot: '^libs/(web|contracts)/' },
    },
    { name: 'nobody-imports-web', severity: 'error', from: { pathNot: '^libs/web/' }, to: { path: '^libs/web/' } },
    {
      name: 'contracts-isomorphic',
      severity: 'error',
      from: { path: '^libs/contracts/' },
      to: { dependencyTypes: ['core'] },
    },
  ],
  options: {
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(dist|\\.data)/' },
  },
};
