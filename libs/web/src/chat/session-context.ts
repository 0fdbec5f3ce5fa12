import { createContext, use } from 'react';
import { useStore } from 'zustand';
import type { ChatSession, SessionState } from './chat-session';

/** The conversation that is shown. */
export const SessionContext = createContext<ChatSession | undefined>(undefined);

/** The conversation that is shown. Throws outside of one. */
export function useSession(): ChatSession {
  const session = use(SessionContext);
  if (session === undefined) throw new Error('No conversation is shown here.');
  return session;
}

/** A part of the conversation's state; the component renders anew when that part changes. */
export function useSessionState<T>(select: (state: SessionState) => T): T {
  return useStore(useSession().store, select);
}
