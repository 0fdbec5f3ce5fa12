// Lets node run the repository's TypeScript as it stands: `node -r ./scripts/register-ts.cjs FILE.ts`.
// For command-line programs (benchmarks, conformance); the product itself runs from dist.
const { existsSync, readFileSync } = require('node:fs');
const Module = require('node:module');
const { join, resolve } = require('node:path');
const { transformSync } = require('@swc/core');

const root = resolve(__dirname, '..');
const aliases = new Map(
  Object.entries(JSON.parse(readFileSync(join(root, 'tsconfig.json'), 'utf8')).compilerOptions.paths).map(
    ([alias, [path]]) => [alias, join(root, path)],
  ),
);

const options = {
  sourceMaps: 'inline',
  module: { type: 'commonjs', ignoreDynamic: true },
  jsc: {
    target: 'es2022',
    parser: { syntax: 'typescript', decorators: true },
    transform: { legacyDecorator: true, decoratorMetadata: true },
    keepClassNames: true,
  },
};

Module._extensions['.ts'] = (module, filename) => {
  const { code } = transformSync(readFileSync(filename, 'utf8'), { ...options, filename, swcrc: false });
  module._compile(code, filename);
};

const resolveFilename = Module._resolveFilename;
Module._resolveFilename = function resolveAlias(request, ...rest) {
  const path = aliases.get(request);
  return path !== undefined && existsSync(path) ? path : resolveFilename.call(this, request, ...rest);
};

process.setSourceMapsEnabled(true);
