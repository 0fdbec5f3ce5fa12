import { Tooltip } from '@base-ui/react/tooltip';
import { Redirect, Route, Switch } from 'wouter';
import { ChatPage } from '../chat/chat-page';
import { Announcer } from '../components/announcer';
import { NotFound } from './not-found';
import { Shell } from './shell';

/** The pages. Their addresses are also in src/web/serve-web-app.ts, which answers each with this app. */
export function App() {
  return (
    <Tooltip.Provider delay={400}>
      <Shell>
        <Switch>
          <Route path="/">
            <ChatPage />
          </Route>
          <Route path="/c/:conversation">{({ conversation }) => <ChatPage conversationId={conversation} />}</Route>
          <Route path="/login">
            <Redirect to="/" />
          </Route>
          <Route>
            <NotFound />
          </Route>
        </Switch>
      </Shell>
      <Announcer />
    </Tooltip.Provider>
  );
}
