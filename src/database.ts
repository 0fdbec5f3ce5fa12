import { databaseCommand } from './database-command';
import { runEntry } from './run-entry';

/** Entry of `npm run db:migrate` and `npm run db:status`. */
void runEntry((config) => databaseCommand(config, process.argv.slice(2)));
