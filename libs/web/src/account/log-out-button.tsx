import { LogOut } from 'lucide-react';
import { useStore } from 'zustand';
import { IconButton } from '../components/button';
import { accountStore, logOut } from './account-store';

/** Signs out, where somebody is signed in. */
export function LogOutButton() {
  const account = useStore(accountStore, (state) => state.account);
  if (account?.csrfToken === undefined) return null;
  return <IconButton label="Sign out" icon={<LogOut />} onClick={() => void logOut()} />;
}
