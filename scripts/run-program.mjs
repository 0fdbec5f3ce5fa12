import { spawn } from 'node:child_process';

/**
 * Runs a program to its end and collects what it prints.
 *
 * @param {string} file
 * @param {string[]} args
 * @param {{cwd?: string, shell?: boolean, env?: NodeJS.ProcessEnv, onOutput?: (text: string) => void}} [options]
 * @returns {Promise<{code: number, output: string}>} exit status (1 when it was ended by a signal or is not there).
 */
export function runProgram(file, args, { onOutput, ...options } = {}) {
  return new Promise((resolve) => {
    const child = spawn(file, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    const collect = (chunk) => {
      output += chunk;
      onOutput?.(String(chunk));
    };
    child.stdout.setEncoding('utf8').on('data', collect);
    child.stderr.setEncoding('utf8').on('data', collect);
    child.once('error', (error) => resolve({ code: 1, output: output + error.message }));
    child.once('close', (code) => resolve({ code: code ?? 1, output }));
  });
}
