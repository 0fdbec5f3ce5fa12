import { Gate, replyJson, UpstreamServer } from '@app/testing';
import { endpointEnv } from '../support/endpoint-env';
import { RawConnection } from '../support/raw-connection';
import { startApp } from '../support/running-app';
import { chatBody } from '../support/wire-replies';

describe('closing the app', () => {
  it('waits for the answer that is being made, and for no connection on which nothing is asked', async () => {
    const asked = new Gate();
    const mayAnswer = new Gate();
    const upstream = await UpstreamServer.start(async (exchange) => {
      asked.open();
      await mayAnswer.passed;
      await replyJson(chatBody(undefined, 'x'))(exchange);
    });
    const running = await startApp(endpointEnv(upstream.url));
    const silent = await RawConnection.open(Number(new URL(running.url).port));
    const answer = fetch(`${running.url}/api/v1/chat`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: '{"message":"q"}',
    });
    await asked.passed;
    const closed = running.close();
    mayAnswer.open();
    expect((await answer).status).toBe(200);
    await closed; // within the time limit of a test: idle connections are kept for a minute otherwise
    expect(await silent.answer()).toBeUndefined();
    await upstream.close();
  });
});
