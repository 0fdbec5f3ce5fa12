import { Tooltip } from '@base-ui/react/tooltip';
import { lazy, Suspense, useEffect } from 'react';
import { Redirect, Route, Switch } from 'wouter';
import { useStore } from 'zustand';
import { accountStore, refreshAccount } from '../account/account-store';
import { LoginPage } from '../account/login-page';
import { ChatPage } from '../chat/chat-page';
import { Announcer } from '../components/announcer';
import { NotFound } from './not-found';
import { Shell } from './shell';

const OperationsArea = lazy(() => import('../operations/operations-area'));

/** The whole app: the pages, or the login where the server wants to know who is there. */
export function App() {
  const status = useStore(accountStore, (state) => state.status);
  useEffect(() => void refreshAccount(), []);
  return (
    <Tooltip.Provider delay={400}>
      {status === 'signed-in' && <Pages />}
      {status === 'signed-out' && <LoginPage />}
      <Announcer />
    </Tooltip.Provider>
  );
}

/** The pages. Their addresses are also in src/web/serve-web-app.ts, which answers each with this app. */
function Pages() {
  return (
    <Shell>
      <Suspense>
        <Switch>
          <Route path="/">
            <ChatPage />
          </Route>
          <Route path="/c/:conversation">{({ conversation }) => <ChatPage conversationId={conversation} />}</Route>
          <Route path="/operations/:page?">{({ page }) => <OperationsArea path={page} />}</Route>
          <Route path="/login">
            <Redirect to="/" replace />
          </Route>
          <Route>
            <NotFound />
          </Route>
        </Switch>
      </Suspense>
    </Shell>
  );
}
