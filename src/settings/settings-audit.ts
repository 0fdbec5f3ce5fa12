import { AuditTrail, SYSTEM_ACTOR, type SettingHashes, type SqlKnownSettings } from '@app/audit';
import type { CredentialHasher } from '@app/identity';
import type { UnitOfWork } from '@app/kernel';
import { LOCAL_ORGANISATION_ID } from '../http/auth/built-in-principals';

/** Stands for the secret that the hashes are made with: with another nothing can be compared. */
const SECRET = 'KEY_SECRET';

/** Tells the audit trail of a start with other settings than the last one: which they are, never their values. */
export class SettingsAudit {
  constructor(
    private readonly known: SqlKnownSettings,
    private readonly trail: AuditTrail,
    private readonly units: UnitOfWork,
    private readonly hasher: Pick<CredentialHasher, 'digest' | 'fingerprint'>,
  ) {}

  /** Notes the settings of this start, by name. The first time of an installation there is nothing to tell. */
  async note(settings: ReadonlyMap<string, string>): Promise<void> {
    const hashes = this.hash(settings);
    await this.units.run(async () => {
      const before = await this.known.lock();
      const changed = before === null ? [] : changedNames(before, hashes);
      if (before !== null && changed.length === 0) return;
      await this.known.keep(hashes);
      if (changed.length === 0) return;
      await this.trail.append({
        organisationId: LOCAL_ORGANISATION_ID,
        actor: SYSTEM_ACTOR,
        action: 'configuration.change',
        target: { type: 'configuration', id: 'settings' },
        result: 'success',
        details: { changed },
      });
    });
  }

  private hash(settings: ReadonlyMap<string, string>): SettingHashes {
    const hashes: Record<string, string> = { [SECRET]: this.hasher.fingerprint.toString('hex') };
    for (const [name, value] of settings) {
      if (name !== SECRET) hashes[name] = this.hasher.digest(`${name}=${value}`).toString('hex');
    }
    return hashes;
  }
}

function changedNames(before: SettingHashes, now: SettingHashes): string[] {
  if (before[SECRET] !== now[SECRET]) return [SECRET];
  const names = new Set([...Object.keys(before), ...Object.keys(now)]);
  return [...names].filter((name) => before[name] !== now[name]).sort();
}
