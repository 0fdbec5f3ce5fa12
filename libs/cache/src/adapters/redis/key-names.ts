import { redisKey } from '@app/storage';

/** Key families: stored answers, claims, the list of a scope's answers, and that of a user's answers for others. */
const ANSWER = 'cache';
const CLAIM = 'cacheclaim';
const INDEX = 'cachelist';
const MADE = 'cachemade';

/** Key of a stored answer; TTL as long as it may be used. With an empty hash: the part that all answers of the tag share. */
export function answerKeyName(tag: string, hash: string): string {
  return hash === '' ? redisKey(tag, ANSWER, 'h').slice(0, -1) : redisKey(tag, ANSWER, hash);
}

/** Key of the claim on an answer; TTL of the claim. */
export function claimKeyName(tag: string, hash: string): string {
  return redisKey(tag, CLAIM, hash);
}

/** Key of the list of a scope's answers, scored by their end; TTL of the last of them, bounded in number. */
export function indexKeyName(tag: string): string {
  return redisKey(tag, INDEX);
}

/** Key of the list of the answers for others that a user made, scored by their end; TTL of the last of them, bounded in number. */
export function madeKeyName(tag: string): string {
  return redisKey(tag, MADE);
}

/** Glob pattern for the keys of all answers, whoever they belong to. */
export const ALL_ANSWERS = `sw:{*}:${ANSWER}:*`;
