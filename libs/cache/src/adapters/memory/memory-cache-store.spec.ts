import { SystemClock } from '@app/kernel';
import { describeCacheStoreContract } from '../../testing';
import { MemoryCacheStore } from './memory-cache-store';

const store = new MemoryCacheStore(new SystemClock(), 10_000_000);

describeCacheStoreContract(
  'memory',
  () => store,
  () => store,
);
