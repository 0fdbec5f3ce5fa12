import { describeArchiveStoreContract } from '../../testing/archive-store-contract';
import { describeLiveStoreContract } from '../../testing/live-store-contract';
import { MemoryArchiveStore } from './memory-archive-store';
import { MemoryLiveStore } from './memory-live-store';

describeLiveStoreContract('memory', () => store);
describeArchiveStoreContract('memory', () => archive);

const store = new MemoryLiveStore();
const archive = new MemoryArchiveStore();
