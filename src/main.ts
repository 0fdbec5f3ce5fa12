import { runEntry } from './run-entry';
import { runServer } from './run-server';

/** Entry of the HTTP server. */
void runEntry(runServer);
