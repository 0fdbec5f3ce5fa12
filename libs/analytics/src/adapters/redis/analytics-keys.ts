import { redisKey } from '@app/storage';
import type { Grain } from '../../grain';
import type { BucketName } from '../../live-store';

const FAMILY = 'analytics';

/** Everybody's organisations that have turns, by when they had the last. */
export const ORGANISATIONS_KEY = redisKey('system', FAMILY, 'organisations');

/** The hash of a bucket. */
export function bucketKey({ organisationId, grain, start }: BucketName): string {
  return redisKey(organisationId, FAMILY, grain, String(start));
}

/** The HyperLogLog of a bucket's users. */
export function usersKey(organisationId: string, grain: Grain, start: number): string {
  return redisKey(organisationId, FAMILY, 'users', grain, String(start));
}

/** The buckets of an organisation that the archive has not in their newest state, by when they are to be rolled up. */
export function unsettledKey(organisationId: string): string {
  return redisKey(organisationId, FAMILY, 'unsettled');
}

/** Exists once a batch was added. */
export function batchKey(organisationId: string, id: string): string {
  return redisKey(organisationId, FAMILY, 'batch', id);
}
