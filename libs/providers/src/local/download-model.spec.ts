import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { downloadModel } from './download-model';

const folder = mkdtempSync(join(tmpdir(), 'download-'));
const dist = join(folder, 'dist');
mkdirSync(dist);
writeFileSync(join(folder, 'package.json'), '{"type":"module"}');

afterAll(() => rmSync(folder, { recursive: true }));

/** Downloads with a runtime whose download does this. */
function download(body: string, signal = new AbortController().signal): Promise<string> {
  writeFileSync(join(dist, 'index.js'), `export async function resolveModelFile(uri, options) { ${body} }`);
  return downloadModel({ folder }, 'hf:user/model', join(folder, 'models'), signal);
}

describe('downloadModel', () => {
  it('gives the path of what was downloaded', async () => {
    await expect(download('return options.directory + "/" + uri.slice(3)')).resolves.toBe(
      join(folder, 'models', 'user/model'),
    );
  });

  it('fails with the reason when the download fails', async () => {
    await expect(download('throw new Error("404 Not Found")')).rejects.toMatchObject({
      code: 'provider_unavailable',
      message: expect.stringContaining('404 Not Found'),
    });
  });

  it('outlives a download that ends its process', async () => {
    await expect(
      download('setTimeout(() => { throw new Error("socket closed"); }); return new Promise(() => undefined)'),
    ).rejects.toMatchObject({ code: 'provider_unavailable' });
  });

  it('ends with the signal', async () => {
    const abort = new AbortController();
    const downloading = download(
      'await new Promise((resolve) => options.signal.addEventListener("abort", resolve)); return "half"',
      abort.signal,
    );
    abort.abort(new Error('stopped'));

    await expect(downloading).rejects.toThrow('stopped');
  });
});
