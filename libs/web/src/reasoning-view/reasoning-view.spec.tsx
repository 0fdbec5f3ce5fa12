import type { ReasoningStep, VoteResult } from '@app/contracts';
import { renderToStaticMarkup } from 'react-dom/server';
import { CotVisualization, ReasoningView } from '.';

const STEP: ReasoningStep = { index: 0, thought: '3 * 4 = 12', timestamp: 1_000, source: 'prompted', durationMs: 400 };

/** The text that is shown, without tags. */
const textOf = (html: string): string => html.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ');

describe('ReasoningView', () => {
  it('has a second name', () => {
    expect(CotVisualization).toBe(ReasoningView);
  });

  it('shows what is known of each step', () => {
    const native: ReasoningStep = {
      ...STEP,
      index: 1,
      timestamp: 1_400,
      source: 'native',
      action: 'search: Oslo',
      confidence: 91.6,
      confidenceSource: 'logprob',
      durationMs: 1_100,
    };
    const text = textOf(
      renderToStaticMarkup(<ReasoningView steps={[STEP, native]} defaultOpen reasoningTokens={1_234} />),
    );
    expect(text).toContain('Reasoned for 1.5 s 2 steps 1,234 tokens');
    expect(text).toContain('Step 1. 3 * 4 = 12 prompted took 0.4 s');
    expect(text).toContain('Action search: Oslo native Confidence 92 % from token probabilities took 1.1 s');
  });

  it('is closed at first once it is over, and open while it runs', () => {
    expect(renderToStaticMarkup(<ReasoningView steps={[STEP]} />)).not.toContain('3 * 4');
    expect(renderToStaticMarkup(<ReasoningView steps={[STEP]} running />)).toContain('3 * 4');
  });

  it('shows nothing where there is nothing', () => {
    expect(renderToStaticMarkup(<ReasoningView steps={[]} />)).toBe('');
  });

  it('shows samples as lanes with the vote', () => {
    const vote: VoteResult = {
      winner: 1,
      counts: [
        { answer: '10', branches: [1] },
        { answer: '12', branches: [0] },
      ],
      agreement: 0.5,
      samples: 5,
      stoppedEarly: true,
      reason: 'settled',
    };
    const html = renderToStaticMarkup(
      <ReasoningView
        defaultOpen
        steps={[
          { ...STEP, branch: 0 },
          { ...STEP, branch: 1, index: 1, thought: '12 - 2' },
        ]}
        samples={[
          { branch: 0, status: 'running' },
          { branch: 1, status: 'answered', finalAnswer: '10 apples' },
        ]}
        vote={vote}
      />,
    );
    expect(textOf(html)).toContain(
      'Vote : 50 % agree · 2 votes of 5 · more samples could not have changed it'.replace(' :', ':'),
    );
    expect(textOf(html)).toMatch(/Sample 1 thinking .*Sample 2 winner .*Answer 10 apples/);
  });

  it('shows texts as the page renders them, or as they are', () => {
    const view = {
      defaultOpen: true,
      steps: [{ ...STEP, thought: '**so**', branch: 0 }],
      samples: [{ branch: 0, status: 'answered', finalAnswer: '**10**' }],
    } as const;
    expect(textOf(renderToStaticMarkup(<ReasoningView {...view} />))).toMatch(/\*\*so\*\*.*\*\*10\*\*/);
    const html = renderToStaticMarkup(
      <ReasoningView {...view} renderText={(text) => <b>{text.replaceAll('*', '')}</b>} />,
    );
    expect(html).toMatch(/<b>so<\/b>.*<b>10<\/b>/);
  });

  it('counts the thinking from the first step on, and before it the waiting', () => {
    const now = Date.now();
    const waiting = renderToStaticMarkup(<ReasoningView steps={[]} running startedAt={now - 5_000} />);
    expect(textOf(waiting)).toContain('Reasoning waiting 5.0 s');
    const step = { ...STEP, timestamp: now - 2_000 };
    const thinking = renderToStaticMarkup(<ReasoningView steps={[step]} running startedAt={now - 5_000} />);
    expect(textOf(thinking)).toContain('Reasoning 2.0 s');
  });

  it('says when the provider hides a thought', () => {
    const html = renderToStaticMarkup(<ReasoningView defaultOpen steps={[{ ...STEP, thought: '', redacted: true }]} />);
    expect(textOf(html)).toContain('The provider keeps this thought to itself.');
  });
});
