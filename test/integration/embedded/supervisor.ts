// A supervisor in a process of its own, for the tests that kill it. Argument 1: the options as JSON. Prints one JSON line
// when the stores answer, another when they could not start, and stops on SIGTERM: before they answer by leaving at once.
import { startEmbeddedStores, type EmbeddedStoresOptions } from '@app/embedded';

const say = (line: object) => process.stdout.write(`${JSON.stringify(line)}\n`);
const log = (message: string) => process.stderr.write(`${message}\n`);

const options = JSON.parse(process.argv[2] ?? '{}') as Omit<EmbeddedStoresOptions, 'log' | 'onProgress'>;
const leave = () => process.exit(1);
process.once('SIGTERM', leave);
startEmbeddedStores({ ...options, log: { info: log, warn: log, error: log }, onProgress: log }).then(
  (stores) => {
    process.off('SIGTERM', leave);
    process.once('SIGTERM', () => void stores.stop().then(() => process.exit(0)));
    say({ redisUrl: stores.redisUrl, databaseUrl: stores.databaseUrl, describe: stores.describe() });
    setInterval(() => undefined, 1_000);
  },
  (error: unknown) => {
    say({ error: error instanceof Error ? error.message : String(error) });
    process.exitCode = 1;
  },
);
