// Lets a plain `node -r` child of a test run the TypeScript sources, with their aliases, as jest runs them.
const { transformSync } = require('@swc/core');
const { readFileSync } = require('node:fs');
const Module = require('node:module');
const { join } = require('node:path');

const root = join(__dirname, '../../..');
const { compilerOptions } = require(join(root, 'tsconfig.json'));
const resolveFilename = Module._resolveFilename;

Module._resolveFilename = function (request, ...rest) {
  const target = compilerOptions.paths[request]?.[0];
  return resolveFilename.call(this, target === undefined ? request : join(root, target), ...rest);
};
require.extensions['.ts'] = (module, path) => {
  const { code } = transformSync(readFileSync(path, 'utf8'), {
    filename: path,
    module: { type: 'commonjs' },
    jsc: { target: 'es2022', parser: { syntax: 'typescript' } },
    sourceMaps: 'inline',
  });
  module._compile(code, path);
};
