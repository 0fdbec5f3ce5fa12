#!/usr/bin/env node
// Compiles the inner loops of the embedded model from WebAssembly text: `npm run kernel:write` after a change of it.
import { readFileSync, writeFileSync } from 'node:fs';
import wabt from 'wabt';

const FOLDER = new URL('../libs/embedded-model/src/network/kernel/', import.meta.url);

const compiler = await wabt();
const text = readFileSync(new URL('kernel.wat', FOLDER), 'utf8');
const bytes = Buffer.from(compiler.parseWat('kernel.wat', text, { simd: true, threads: true }).toBinary({}).buffer);
const lines = bytes.toString('base64').match(/.{1,100}/g);
writeFileSync(
  new URL('compiled-kernel.ts', FOLDER),
  `/** kernel.wat, compiled by \`npm run kernel:write\`; base64. */
export const COMPILED_KERNEL = [
${lines.map((line) => `  '${line}',`).join('\n')}
].join('');
`,
);
