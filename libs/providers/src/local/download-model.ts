import { fork } from 'node:child_process';
import { join, resolve } from 'node:path';
import { entryFile } from '@app/kernel';
import { localError } from './local-error';
import type { LocalRuntime } from './local-runtime';

/** What the downloading process tells at its end. */
interface DownloadEnd {
  path?: string;
  reason?: string;
}

/**
 * Downloads the file of an `hf:` URI into the folder, with a progress bar on this terminal, unless it is there; gives its path.
 * Runs apart, so that a broken download fails alone. Aborting ends it; the next one goes on where it stopped. Throws
 * `provider_unavailable` when it fails.
 */
export async function downloadModel(
  { folder }: LocalRuntime,
  uri: string,
  directory: string,
  signal: AbortSignal,
): Promise<string> {
  signal.throwIfAborted();
  const { path, execArgv } = entryFile(__filename, 'download-process');
  const main = join(folder, 'dist', 'index.js');
  const child = fork(path, [main, uri, resolve(directory)], {
    execArgv,
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const stop = (): void => child.disconnect();
  signal.addEventListener('abort', stop, { once: true });
  try {
    const end = await new Promise<DownloadEnd>((resolveEnd) => {
      child.once('message', (message) => resolveEnd(message as DownloadEnd));
      child.once('error', ({ message }) => resolveEnd({ reason: message }));
      child.once('exit', (code) => resolveEnd({ reason: `its process ended with ${String(code)}` }));
    });
    signal.throwIfAborted();
    if (end.path !== undefined) return end.path;
    const reason = end.reason ?? 'no reason was given';
    throw localError(
      'provider_unavailable',
      `The model could not be downloaded (${reason}). Check LOCAL_MODEL_PATH and the network; the next try goes on where this one stopped.`,
    );
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
