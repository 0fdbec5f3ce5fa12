// Downloads a model file in a process of its own: `download-process NODE_LLAMA_MAIN URI FOLDER`. The package's download fails in
// ways that end the process it runs in; here that is this one. A later download goes on where it stopped.
import { pathToFileURL } from 'node:url';
import type { NodeLlamaModule } from './node-llama-module';

async function download([main = '', uri = '', directory = '']: readonly string[]): Promise<void> {
  const abort = new AbortController();
  process.once('disconnect', () => abort.abort());
  const module = (await import(pathToFileURL(main).href)) as NodeLlamaModule;
  const options = { directory, cli: true, deleteTempFileOnCancel: false, signal: abort.signal } as const;
  const path = await module.resolveModelFile(uri, options);
  process.send?.({ path: abort.signal.aborted ? undefined : path }, () => process.exit(0));
}

download(process.argv.slice(2)).catch((error: unknown) => {
  process.send?.({ reason: error instanceof Error ? error.message : 'unknown reason' }, () => process.exit(1));
});
