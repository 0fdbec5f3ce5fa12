import { describeMonitoringStoreContract } from '../../testing/monitoring-store-contract';
import { MemoryMonitoringStore } from './memory-monitoring-store';

describeMonitoringStoreContract('memory', () => Promise.resolve(new MemoryMonitoringStore()));
