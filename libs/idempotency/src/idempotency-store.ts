import type { Principal } from '@app/kernel';

/** How long an outcome is kept, milliseconds. */
export const OUTCOME_KEPT_MS = 86_400_000;

/** How long an attempt may be silent before it counts as dead, milliseconds. */
export const ATTEMPT_LEASE_MS = 45_000;

/** A request that is to happen once. */
export interface IdempotentRequest {
  owner: Pick<Principal, 'organisationId' | 'userId'>;
  /** Hash of user, route and the client's key, 32 bytes. */
  key: Buffer;
  /** Hash of what is asked, 32 bytes. */
  fingerprint: Buffer;
  /** Another hash of user, route and the client's key, 32 bytes, which is stored nowhere: what the outcome is sealed with. */
  sealKey: Buffer;
}

/** What a request came to. */
export interface Outcome {
  status: number;
  /** Names in lower case. */
  headers: Record<string, string>;
  body: Buffer;
}

/** The right to do what a request asks. */
export interface Claim {
  key: Buffer;
  /** Of its {@link IdempotentRequest}. */
  sealKey: Buffer;
  /** Names this attempt. */
  token: Buffer;
  /** Names the request over all its attempts: the same after a failure or a crash, another one after its time. */
  series: Buffer;
}

/** What to do about a request. */
export type ClaimResult =
  | { type: 'claimed'; claim: Claim }
  /** It happened: answer this. */
  | { type: 'done'; outcome: Outcome }
  /** It is happening. */
  | { type: 'in_flight' }
  /** The key was used for something else. */
  | { type: 'other_request' };

/**
 * Where outcomes of requests are kept. Claiming is atomic: of any number of equal requests one is `claimed`. A claim ends with
 * {@link complete} or {@link release}, or by itself when nobody prolongs it, so a crash leaves no key stuck.
 */
export abstract class IdempotencyStore {
  abstract claim(request: IdempotentRequest): Promise<ClaimResult>;

  /** Keeps the outcome. Does nothing when another attempt has the key by now. */
  abstract complete(claim: Claim, outcome: Outcome): Promise<void>;

  /** Gives the key up: the request came to nothing, and any request may use the key. */
  abstract release(claim: Claim): Promise<void>;

  /** Prolongs claims. */
  abstract renew(claims: readonly Claim[]): Promise<void>;

  /** Forgets all requests of a user, running ones too. Returns how many. */
  abstract forget(owner: IdempotentRequest['owner']): Promise<number>;

  /** Forgets what is past its time. Returns how many. */
  abstract expire(): Promise<number>;
}
