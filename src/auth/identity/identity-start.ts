import { randomBytes } from 'node:crypto';
import {
  CredentialHasher,
  newKeyText,
  shownPrefix,
  SqlApiKeys,
  SqlInstallation,
  SqlOrganisations,
} from '@app/identity';
import { Injectable } from '@nestjs/common';
import { LOCAL_ORGANISATION_ID, LOCAL_USER_ID } from '../../http/auth/built-in-principals';
import { Acts } from '../acts';

const NAME = 'first key';

/** What has to be true of identities before a server takes requests. */
@Injectable()
export class IdentityStart {
  constructor(
    private readonly installation: SqlInstallation,
    private readonly keys: SqlApiKeys,
    private readonly organisations: SqlOrganisations,
    private readonly hasher: CredentialHasher,
    private readonly acts: Acts,
  ) {}

  /** Throws when this server cannot check the keys of the database because it has another secret than they were hashed with. */
  async checkSecret(): Promise<void> {
    if (!(await this.installation.acceptsSecret(this.hasher.fingerprint))) throw otherSecret();
  }

  /** As {@link checkSecret}, for a process that makes no keys: while there is none, its secret is not taken for the right one. */
  async checkWorkerSecret(): Promise<void> {
    if (await this.installation.hasOtherSecret(this.hasher.fingerprint)) throw otherSecret();
  }

  /** Throws when the organisation that users of tokens are to belong to is not there. */
  async checkOrganisation(id: string): Promise<void> {
    if ((await this.organisations.find(id, {})) !== undefined) return;
    throw new Error(
      'JWT_ORGANISATION is the id of no organisation. Make one (POST /api/v1/organisations) and set its id, or leave it out.',
    );
  }

  /**
   * Makes a key for administration when there is none that could be used: once, however many servers start together.
   *
   * @returns its text, which is nowhere else; undefined when there was one.
   */
  makeFirstKey(): Promise<string | undefined> {
    const text = newKeyText(randomBytes);
    const prefix = shownPrefix(text);
    const owner = { id: LOCAL_USER_ID, organisationId: LOCAL_ORGANISATION_ID };
    return this.acts.performBySystem(async () => {
      await this.installation.lock();
      if (await this.keys.hasAdminKey(owner.organisationId, this.acts.now())) return undefined;
      const id = this.acts.newId('key');
      await this.keys.create({ id, name: NAME, prefix, digest: this.hasher.digest(text), limits: {} }, owner);
      return {
        result: text,
        organisationId: owner.organisationId,
        action: 'key.create',
        target: { type: 'key', id },
        details: { keyPrefix: prefix, userId: owner.id },
      };
    });
  }
}

function otherSecret(): Error {
  return new Error(
    'The API keys of the database were hashed with another secret. Set KEY_SECRET to that of the other servers, or to what stands in the ' +
      'file key-secret of their DATA_DIR. To give up all keys: UPDATE stepwise.api_keys SET revoked_at = now() WHERE revoked_at IS NULL.',
  );
}
