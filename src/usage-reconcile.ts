import { runEntry } from './run-entry';
import { asksForHelp, RECONCILE_HELP, RECONCILE_UNUSABLE, reconcileCommand } from './usage/command/reconcile-command';

const args = process.argv.slice(2);

/** Entry of `npm run usage:reconcile`: compares a provider's usage export with the ledger. */
if (asksForHelp(args)) process.stdout.write(RECONCILE_HELP);
else
  void runEntry(
    async (config) => process.exit(await reconcileCommand(args, config, process.stdout)),
    RECONCILE_UNUSABLE,
  );
