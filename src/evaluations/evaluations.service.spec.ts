import type { Principal } from '@app/kernel';
import type { ModelRegistry } from '@app/providers';
import { ManualClock } from '@app/testing';
import type { JobQueues } from '../jobs/job-queues';
import type { DatasetFolder } from './dataset-folder';
import { EvaluationsService } from './evaluations.service';
import type { EvaluationStore } from './store/evaluation-store';

describe('EvaluationsService', () => {
  it('says that the store does not answer while Redis is away', async () => {
    const away = (): Promise<never> => Promise.reject(new Error('The connection is closed.'));
    const service = new EvaluationsService(
      { find: away } as unknown as EvaluationStore,
      {} as DatasetFolder,
      {} as JobQueues,
      {} as ModelRegistry,
      new ManualClock(),
      { next: () => 'eval_1', nextOrdered: () => 'eval_1' },
    );
    const principal: Principal = { kind: 'local', organisationId: 'org', userId: 'me', roles: ['user'], limits: {} };
    const refusal = { code: 'storage_unavailable', retryable: true, retryAfterMs: 1_000 };
    await expect(service.get('eval_1', principal)).rejects.toMatchObject(refusal);
  });
});
