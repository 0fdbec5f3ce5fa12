import { AppError } from '@app/kernel';
import type { PlannedTurn, TurnEnd } from '@app/turn';
import { register } from 'prom-client';
import { GenAiMetrics } from './gen-ai-metrics';

function turnOf(id: string, provider = 'up'): PlannedTurn {
  return { model: { descriptor: { id, provider } }, strategy: 'cot' } as unknown as PlannedTurn;
}

const FINISHED = {
  outcome: 'finished',
  totalMs: 1_500,
  firstTextMs: 200,
  finish: {
    response: { usage: { inputTokens: 12, outputTokens: 9, costMicroUsd: 114 }, cache: { status: 'miss' } },
  },
} as unknown as TurnEnd;

describe('the metrics of turns', () => {
  beforeEach(() => register.resetMetrics());

  it('tell duration, first token, tokens and cost', async () => {
    const metrics = new GenAiMetrics();
    metrics.observe(turnOf('up/plain'), FINISHED);
    const text = await register.metrics();
    const model = 'gen_ai_provider_name="up",gen_ai_response_model="up/plain"';
    expect(text).toContain(
      `gen_ai_client_operation_duration_seconds_sum{${model},gen_ai_operation_name="chat",error_type=""} 1.5`,
    );
    expect(text).toContain(`gen_ai_server_time_to_first_token_seconds_sum{${model}} 0.2`);
    expect(text).toContain(
      `gen_ai_client_token_usage_sum{${model},gen_ai_operation_name="chat",gen_ai_token_type="input"} 12`,
    );
    expect(text).toContain(`stepwise_cost_micro_usd_total{${model}} 114`);
    expect(text).toContain('stepwise_turns_total{strategy="cot",outcome="finished",cache="miss"} 1');
  });

  it('tell errors by their code', async () => {
    new GenAiMetrics().observe(turnOf('up/plain'), {
      outcome: 'failed',
      totalMs: 5,
      error: new AppError('provider_timeout', 'x'),
    });
    expect(await register.metrics()).toContain('error_type="provider_timeout"} 1');
  });

  it('stay few under 100,000 invented models and providers', async () => {
    const metrics = new GenAiMetrics();
    for (let index = 0; index < 100_000; index++) metrics.observe(turnOf(`m${index}`, `p${index}`), FINISHED);
    const series = (await register.metrics()).split('\n').filter((line) => line.startsWith('gen_ai_'));
    // One combination of labels for each bounded model, and for the rest together.
    const combinations = new Set(series.map((line) => /gen_ai_response_model="([^"]*)"/.exec(line)?.[1]));
    expect(combinations.size).toBe(101);
    expect(series.length).toBeLessThan(101 * 70);
    expect(await register.metrics()).toContain('gen_ai_response_model="other"');
  });
});
