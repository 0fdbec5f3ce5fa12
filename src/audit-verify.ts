import { verifyCommand } from './audit/command/verify-command';

/** Entry of `npm run audit:verify`. Needs no settings, no database and no network. */
void verifyCommand(process.argv.slice(2), process.stdout).then((code) => (process.exitCode = code));
