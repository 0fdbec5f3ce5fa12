import { ManualClock } from '@app/testing';
import { collectRun } from '../../testing/collect-run';
import { ScriptModel } from '../../testing/script-model';
import { ChainOfDraftStrategy } from './chain-of-draft-strategy';

describe('ChainOfDraftStrategy', () => {
  it('asks for drafts of five words and reads them as steps', async () => {
    const model = new ScriptModel(['Thought: 3 x 4 = 12\nThought: 12 - 2 = 10\nFinal Answer: 10']);
    const run = new ChainOfDraftStrategy(new ManualClock()).run(
      { model, request: { messages: [{ role: 'user', content: 'q' }], stream: true }, maxSteps: 3 },
      new AbortController().signal,
    );

    const { outcome, shown } = await collectRun(run);

    expect(model.requests[0]?.messages[0]?.content).toMatch(/five words at most[^]*at most 3 Thoughts/);
    expect(shown).toEqual({ answer: '10', steps: ['3 x 4 = 12', '12 - 2 = 10'] });
    expect(outcome).toMatchObject({ complete: true, warnings: [] });
  });
});
