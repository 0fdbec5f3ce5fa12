// Nest 12 is published as ES modules, which Jest on Node 20 cannot load: every ESM package is compiled to CommonJS by swc.
const lock = require('./package-lock.json');
const { readFileSync } = require('node:fs');
const { compilerOptions } = require('./tsconfig.json');

const esmPackages = Object.keys(lock.packages)
  .filter((path) => path.startsWith('node_modules/') && isEsm(path))
  .map((path) => path.slice('node_modules/'.length).replace(/[.+]/g, '\\$&'));

function isEsm(path) {
  try {
    return JSON.parse(readFileSync(`${__dirname}/${path}/package.json`, 'utf8')).type === 'module';
  } catch {
    return false; // an optional package of another platform, not installed here
  }
}

const swc = {
  sourceMaps: 'inline',
  module: { type: 'commonjs' },
  jsc: {
    target: 'es2022',
    parser: { syntax: 'typescript', decorators: true },
    transform: { legacyDecorator: true, decoratorMetadata: true },
    keepClassNames: true,
  },
};

const tsx = {
  ...swc,
  jsc: {
    target: 'es2022',
    parser: { syntax: 'typescript', tsx: true },
    transform: { react: { runtime: 'automatic' } },
  },
};

const shared = {
  testEnvironment: 'node',
  moduleNameMapper: {
    ...Object.fromEntries(
      Object.entries(compilerOptions.paths).map(([alias, [path]]) => [`^${alias}$`, `<rootDir>/${path.slice(2)}`]),
    ),
    '\\.css$': '<rootDir>/libs/web/testing/css-names.cjs',
  },
  transform: {
    '\\.ts$': ['@swc/jest', swc],
    '\\.tsx$': ['@swc/jest', tsx],
    '\\.m?js$': ['@swc/jest', { ...swc, jsc: { target: 'es2022', parser: { syntax: 'ecmascript' } } }],
  },
  transformIgnorePatterns: [`node_modules/(?!(.*/)?(${esmPackages.join('|')})/)`],
  modulePathIgnorePatterns: ['<rootDir>/dist', '<rootDir>/.data'],
  setupFiles: ['reflect-metadata'],
  injectGlobals: true,
};

const project = (displayName, testMatch, more = {}) => ({ ...shared, displayName, testMatch, ...more });

module.exports = {
  // Most tests take milliseconds; those that start servers share two cores with them.
  testTimeout: 20_000,
  projects: [
    project('unit', ['<rootDir>/{src,libs,scripts,test/load}/**/*.spec.{ts,tsx}']),
    project('invariants', ['<rootDir>/test/invariants/**/*.spec.ts']),
    project('integration', ['<rootDir>/test/integration/**/*.int-spec.ts']),
    project('faults', ['<rootDir>/test/faults/**/*.int-spec.ts']),
    project('e2e', ['<rootDir>/test/e2e/**/*.e2e-spec.ts']),
    project('browser', ['<rootDir>/test/browser/**/*.browser-spec.ts']),
  ],
};
