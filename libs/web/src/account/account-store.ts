import { createStore } from 'zustand/vanilla';
import { asFailure } from '../api/api-failure';
import { requestJson, send, setCsrfToken, setUnauthenticatedHandler } from '../api/http-client';

/** Who uses the page: body of `GET /api/v1/me`. */
export interface Account {
  /** `local` where no key is asked for: there is nobody to log out. */
  kind: string;
  userId: string;
  organisationId: string;
  roles: readonly string[];
  csrfToken?: string;
}

/** What is known about who uses the page. */
export interface AccountState {
  status: 'asking' | 'signed-in' | 'signed-out';
  account: Account | undefined;
}

/** Who uses the page. */
export const accountStore = createStore<AccountState>(() => ({ status: 'asking', account: undefined }));

setUnauthenticatedHandler(() => accountStore.setState({ status: 'signed-out', account: undefined }));

/** Asks the server who is there. When it cannot be asked, the page shows what it can: each request tells what is wrong. */
export async function refreshAccount(): Promise<void> {
  try {
    const { needed } = await requestJson<{ needed: boolean }>('/api/v1/login');
    if (needed) accountStore.setState({ status: 'signed-out', account: undefined });
    else signIn(await requestJson<Account>('/api/v1/me'));
  } catch (error) {
    const { code } = asFailure(error);
    accountStore.setState({ status: code === 'unauthenticated' ? 'signed-out' : 'signed-in', account: undefined });
  }
}

/** Exchanges a key for the session cookie. Throws {@link ApiFailure}. */
export async function logIn(apiKey: string): Promise<void> {
  signIn(await requestJson<Account>('/api/v1/login', { method: 'POST', body: { apiKey } }));
}

/** Ends the session, here and at the server. The page is loaded anew: nothing of what was shown stays. */
export async function logOut(): Promise<void> {
  await send('/api/v1/logout', { method: 'POST' });
  location.assign('/login');
}

/** True when the account holds one of these roles; an administrator holds all. */
export function hasRole(account: Account | undefined, roles: readonly string[]): boolean {
  return account?.roles.some((role) => role === 'admin' || roles.includes(role)) ?? false;
}

function signIn(account: Account): void {
  setCsrfToken(account.csrfToken);
  accountStore.setState({ status: 'signed-in', account });
}
