import { knownSettings, type SqlDatabase } from '@app/storage';

/** Settings by name, each as a keyed hash of its value; those that are not set are not there. */
export type SettingHashes = Readonly<Record<string, string>>;

/** The settings that servers of this installation were last started with. */
export class SqlKnownSettings {
  constructor(private readonly database: SqlDatabase) {}

  /** Null when none were noted yet. Holds other starts off until the end of the unit of work that runs. */
  async lock(): Promise<SettingHashes | null> {
    const [row] = await this.database.write((sql) => sql.select().from(knownSettings).for('update'));
    return row?.settings ?? null;
  }

  async keep(settings: SettingHashes): Promise<void> {
    await this.database.write((sql) => sql.update(knownSettings).set({ settings }));
  }
}
