import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { envExample, settingsTable } from './config/settings-docs';
import { loadConfig } from './config/load-config';
import { createApp } from './create-app';
import { createOpenApiDocument } from './open-api';

const ROOT = process.cwd();
const TABLE = /(<!-- settings -->\n)[\s\S]*?(\n<!-- \/settings -->)/;

/** The generated files of the repository, by path, as they should be. */
async function generatedFiles(): Promise<Record<string, string>> {
  const nowhere = { redis: 'redis://127.0.0.1:1', database: 'postgres://127.0.0.1:1/none' };
  const config = loadConfig({ LOG_LEVEL: 'silent' });
  const app = await createApp(config, {
    redis: { ...config.redis, url: nowhere.redis },
    database: { ...config.database, url: nowhere.database },
  });
  const openApi = createOpenApiDocument(app);
  await app.close();
  const readme = readFileSync(join(ROOT, 'README.md'), 'utf8');
  if (!TABLE.test(readme)) throw new Error('README.md has lost the marks of its settings table.');
  return {
    'docs/openapi.json': `${JSON.stringify(openApi, null, 2)}\n`,
    '.env.example': envExample(),
    'README.md': readme.replace(TABLE, (_, open: string, close: string) => `${open}\n${settingsTable()}\n${close}`),
  };
}

/** Writes the generated files, or with `--check` tells which are stale and fails. */
async function main(): Promise<void> {
  const check = process.argv.includes('--check');
  const stale: string[] = [];
  for (const [path, content] of Object.entries(await generatedFiles())) {
    const file = join(ROOT, path);
    if (check) {
      if (readOrEmpty(file) !== content) stale.push(path);
    } else writeFileSync(file, content);
  }
  if (stale.length > 0) {
    process.stderr.write(`Stale: ${stale.join(', ')}. Run: npm run docs:write\n`);
    process.exitCode = 1;
  }
}

function readOrEmpty(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return ''; // a file that is missing is stale
  }
}

void main();
