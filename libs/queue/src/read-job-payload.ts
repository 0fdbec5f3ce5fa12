import { isJsonObject } from '@app/kernel';
import type { JobPayloads } from './job-payloads';
import type { JobName } from './jobs';

/** A payload that its job cannot use, from another version of the program or from elsewhere. Another try would fail too. */
export class InvalidJobPayloadError extends Error {
  constructor(readonly job: JobName) {
    super(`The payload of the job ${job} has a form that this version does not know. The job is not done.`);
    this.name = 'InvalidJobPayloadError';
  }
}

const READERS: { readonly [Name in JobName]: (data: unknown) => JobPayloads[Name] | undefined } = {
  'alert-webhook': (data) => {
    const anomalyId = isJsonObject(data) ? data['anomalyId'] : undefined;
    return typeof anomalyId === 'string' && anomalyId !== '' ? { anomalyId } : undefined;
  },
  'analytics-rollup': (data) => (isJsonObject(data) ? {} : undefined),
  'cache-warmup': (data) => {
    const warmupId = isJsonObject(data) ? data['warmupId'] : undefined;
    return typeof warmupId === 'string' ? { warmupId } : undefined;
  },
  retention: (data) => (isJsonObject(data) ? {} : undefined),
  'provider-check': (data) => {
    const validForMs = isJsonObject(data) ? data['validForMs'] : undefined;
    const usable = typeof validForMs === 'number' && Number.isInteger(validForMs) && validForMs > 0;
    return usable ? { validForMs } : undefined;
  },
  evaluation: (data) => {
    const evaluationId = isJsonObject(data) ? data['evaluationId'] : undefined;
    return typeof evaluationId === 'string' && evaluationId !== '' ? { evaluationId } : undefined;
  },
};

/** The payload as the job's type; fields that it does not have are dropped. Throws {@link InvalidJobPayloadError}. */
export function readJobPayload<Name extends JobName>(job: Name, data: unknown): JobPayloads[Name] {
  const payload = READERS[job](data);
  if (payload === undefined) throw new InvalidJobPayloadError(job);
  return payload;
}
