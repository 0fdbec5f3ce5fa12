import { redisKey } from '@app/storage';

const FAMILY = 'evaluation';

/** The keys of one evaluation, all in one scope. */
export interface EvaluationKeys {
  definition: string;
  state: string;
  records: string;
  report: string;
  cancel: string;
}

/** What is kept of one evaluation. */
export function evaluationKeys(id: string): EvaluationKeys {
  const key = (part: string) => redisKey(id, FAMILY, part);
  return {
    definition: key('definition'),
    state: key('state'),
    records: key('records'),
    report: key('report'),
    cancel: key('cancel'),
  };
}

/** The ids of an organisation's evaluations, by time of creation. */
export function indexKey(organisationId: string): string {
  return redisKey(organisationId, FAMILY, 'index');
}
