import { ManualClock } from '@app/testing';
import { describeMetricStreamContract } from '../../testing/metric-stream-contract';
import { MemoryMetricStream } from './memory-metric-stream';

describeMetricStreamContract('memory', () => {
  const stream = new MemoryMetricStream(new ManualClock(), 100);
  return Promise.resolve({
    stream,
    endLease: (group) => {
      stream.endLease(group);
      return Promise.resolve();
    },
  });
});
