import { hash } from 'node:crypto';
import canonicalize from 'canonicalize';
import type { AuditRecord } from './audit-entry';

/** A record in its place in the chain of its organisation. Hashes are SHA-256, hexadecimal, lower case. */
export interface ChainLink {
  readonly organisationId: string;
  /** 1, 2, 3 … without gaps. */
  readonly sequence: number;
  /** The hash of the link before; {@link FIRST_HASH} for the first. */
  readonly previousHash: string;
  /** The record in canonical form (RFC 8785), exactly as it was hashed. */
  readonly entry: string;
  readonly hash: string;
}

/** What stands before the first link. */
export const FIRST_HASH = '0'.repeat(64);

/** The canonical form of a record: RFC 8785 (JSON Canonicalization Scheme). */
export function canonicalForm(record: AuditRecord): string {
  const text = canonicalize(record);
  if (text === undefined) throw new Error('An audit record has no canonical form.');
  return text;
}

/**
 * The hash of a link: SHA-256 of the canonical form of `{ entryHash, organisationId, previousHash, sequence }`, where `entryHash`
 * is the SHA-256 of the record's canonical form. The members are sorted and need no escaping, so that the database can make it
 * too (`stepwise.append_audit`).
 */
export function linkHash(link: Pick<ChainLink, 'organisationId' | 'sequence' | 'previousHash' | 'entry'>): string {
  const { organisationId, sequence, previousHash, entry } = link;
  return sha256(
    `{"entryHash":"${sha256(entry)}","organisationId":${JSON.stringify(organisationId)},` +
      `"previousHash":"${previousHash}","sequence":${sequence}}`,
  );
}

/** SHA-256 of a text in UTF-8, hexadecimal. */
export function sha256(text: string): string {
  return hash('sha256', text);
}
