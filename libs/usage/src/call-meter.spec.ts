import type { ModelRequest, StreamPart } from '@app/model';
import { CallMeter } from './call-meter';
import { estimateInputTokens, mostTokens } from './estimate-usage';

const request: ModelRequest = { messages: [{ role: 'user', content: 'twelve chars' }], stream: true };
const text = (value: string): StreamPart => ({ type: 'text-delta', text: value });
const finish: StreamPart = { type: 'finish', reason: 'stop' };

function meterOf(...parts: StreamPart[]): CallMeter {
  const meter = new CallMeter(request);
  for (const part of parts) meter.take(part);
  return meter;
}

describe('CallMeter', () => {
  it('believes the provider about a reply that ended', () => {
    const usage = { inputTokens: 5, outputTokens: 7, cachedInputTokens: 2 };
    expect(meterOf(text('abc'), { type: 'usage', usage }, finish).total('success')).toEqual({
      usage,
      estimated: false,
    });
  });

  it('estimates what a provider that ended did not tell', () => {
    const { usage, estimated } = meterOf(text('eight ch'), { type: 'usage', usage: { inputTokens: 5 } }, finish).total(
      'success',
    );
    expect(usage).toEqual({ inputTokens: 5, outputTokens: 2 });
    expect(estimated).toBe(true);
  });

  it('does not believe a count from before the end that is less than what was written', () => {
    const begun: StreamPart = { type: 'usage', usage: { inputTokens: 5, outputTokens: 1 } };
    expect(meterOf(begun, text('x'.repeat(40))).total('cancelled').usage).toEqual({ inputTokens: 5, outputTokens: 10 });
  });

  it('believes a model that tells its usage as it goes, however the call ends', () => {
    const meter = new CallMeter(request, { live: true });
    expect(meter.total('cancelled')).toEqual({ usage: { inputTokens: 0, outputTokens: 0 }, estimated: false });
    meter.take({ type: 'usage', usage: { inputTokens: 5, outputTokens: 1 } });
    meter.take(text('x'.repeat(40)));
    expect(meter.total('cancelled')).toEqual({ usage: { inputTokens: 5, outputTokens: 1 }, estimated: false });
  });

  it('charges nothing for a refusal, and the prompt for a silence', () => {
    expect(meterOf().total('error', 'provider_rejected')).toEqual({
      usage: { inputTokens: 0, outputTokens: 0 },
      estimated: false,
    });
    const silent = meterOf().total('error', 'provider_timeout');
    expect(silent.estimated).toBe(true);
    expect(silent.usage.inputTokens).toBeGreaterThan(3);
  });
});

describe('estimates', () => {
  it('take four ASCII characters, or one other, for a token, besides the frame', () => {
    const tokens = (content: string) => estimateInputTokens({ messages: [{ role: 'user', content }], stream: true });
    const frame = tokens('');
    expect(['four', 'fives', '日本語'].map((content) => tokens(content) - frame)).toEqual([1, 2, 3]);
  });

  it('never reserve less than what a prompt can be, nor more than the window', () => {
    const descriptor = {
      id: 'up/m',
      provider: 'up',
      upstreamName: 'm',
      aliases: [],
      reasoning: { control: 'none' },
      tools: false,
      temperature: true,
      rank: 1,
      maxOutputTokens: 500,
    } as const;
    expect(mostTokens(request, descriptor)).toEqual({ inputTokens: 24, outputTokens: 500 });
    expect(mostTokens({ ...request, maxOutputTokens: 9 }, { ...descriptor, contextWindow: 10 })).toEqual({
      inputTokens: 10,
      outputTokens: 9,
    });
  });
});
