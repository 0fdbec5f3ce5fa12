import { navigate } from 'wouter/use-browser-location';
import { Chats } from './chats';

let shown: unknown;

/** Notes which conversation the page shows: only that one may change the address. */
export function noteShown(session: unknown): void {
  shown = session;
}

/** The conversations of this page. */
export const chats = new Chats({
  shows: (session) => session === shown,
  goTo: (address) => navigate(address, { replace: true }),
});
