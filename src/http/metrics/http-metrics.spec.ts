import { register } from 'prom-client';
import { OpenStreams } from '../sse/open-streams';
import { HttpMetrics } from './http-metrics';

describe('HttpMetrics', () => {
  afterEach(() => register.clear());

  const dropped = async (): Promise<string[]> =>
    (await register.metrics()).split('\n').filter((line) => line.includes('dropped_streams'));

  it('counts dropped streams from nothing up, each once', async () => {
    const streams = new OpenStreams();
    const metrics = new HttpMetrics(streams);
    metrics.refresh();
    expect(await dropped()).toContain('http_dropped_streams_total{reason="stalled_reader"} 0');
    streams.dropped.stalled_reader = 3;
    metrics.refresh();
    metrics.refresh();
    expect(await dropped()).toEqual([
      expect.stringContaining('# HELP'),
      '# TYPE http_dropped_streams_total counter',
      'http_dropped_streams_total{reason="stalled_reader"} 3',
      'http_dropped_streams_total{reason="dead_peer"} 0',
    ]);
  });
});
