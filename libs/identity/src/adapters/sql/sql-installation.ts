import { apiKeys, identityState, type SqlDatabase } from '@app/storage';
import { isNull } from 'drizzle-orm';

/** What the database knows of the installation as a whole. */
export class SqlInstallation {
  constructor(private readonly database: SqlDatabase) {}

  /** Holds all others off that want to do the same, until the end of the running unit of work. */
  async lock(): Promise<void> {
    await this.database.write((sql) => sql.select().from(identityState).for('update'));
  }

  /**
   * Whether this process has the secret that the stored keys were hashed with. While there is no key in force it is taken for
   * the right one.
   */
  async acceptsSecret(fingerprint: Buffer): Promise<boolean> {
    return this.database.write(async (sql) => {
      const [state] = await sql.select().from(identityState).for('update');
      if (state?.keySecretCheck?.equals(fingerprint) === true) return true;
      const inForce = await sql.select({ id: apiKeys.id }).from(apiKeys).where(isNull(apiKeys.revokedAt)).limit(1);
      if (state?.keySecretCheck !== null && inForce.length > 0) return false;
      await sql.update(identityState).set({ keySecretCheck: fingerprint });
      return true;
    });
  }

  /** Whether keys in force were certainly hashed with another secret. Changes nothing. */
  async hasOtherSecret(fingerprint: Buffer): Promise<boolean> {
    return this.database.read(async (sql) => {
      const [state] = await sql.select().from(identityState);
      if (state === undefined || state.keySecretCheck === null || state.keySecretCheck.equals(fingerprint))
        return false;
      const inForce = await sql.select({ id: apiKeys.id }).from(apiKeys).where(isNull(apiKeys.revokedAt)).limit(1);
      return inForce.length > 0;
    });
  }
}
