import { HealthBoard, MetricGatherer } from '@app/monitoring';
import { ManualClock } from '@app/testing';
import { TurnContext, type PlannedTurn } from '@app/turn';
import type { MonitoringConfig } from '../config/monitoring-config';
import { GenAiMetrics } from './gen-ai-metrics';
import { MonitoringLayer } from './monitoring-layer';
import { ProviderTraffic } from './provider-traffic';

const TURN = { model: { descriptor: { id: 'up/plain', provider: 'up' } }, strategy: 'cot' } as unknown as PlannedTurn;

describe('MonitoringLayer', () => {
  const namesOf = (enabled: boolean, dialect: TurnContext['origin']['dialect'] = 'native'): string[] => {
    const gatherer = new MetricGatherer();
    const clock = new ManualClock();
    const traffic = new ProviderTraffic(new HealthBoard(), clock);
    const layer = new MonitoringLayer(gatherer, new GenAiMetrics(), traffic, { enabled } as MonitoringConfig);
    const origin = { requestId: 'r', dialect } as TurnContext['origin'];
    const context = new TurnContext(origin, new AbortController().signal);
    layer.begin(TURN, context);
    context.end({ outcome: 'failed', totalMs: 5, error: new Error('x') });
    return gatherer.drain(0).map(({ name }) => name);
  };

  it('puts what a turn was on the stream of metrics, and nothing where that is off', () => {
    expect(namesOf(true)).toEqual(['chat.turns', 'chat.errors']);
    expect(namesOf(false)).toEqual([]);
  });

  it("leaves out the product's own turns", () => {
    expect(namesOf(true, 'internal')).toEqual([]);
  });
});
