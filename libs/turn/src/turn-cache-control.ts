/** What a request wants of the response cache. */
export interface TurnCacheControl {
  /**
   * `bypass`: neither read nor store. `refresh`: answer anew and store that. `only`: what is stored or an error. Absent: what is
   * stored, else a new answer.
   */
  readonly mode?: 'default' | 'bypass' | 'refresh' | 'only';
  /** How long the answer counts as fresh, milliseconds. Absent: as configured. */
  readonly ttlMs?: number;
  /** Nothing older than this, milliseconds. Absent: whatever counts as fresh. */
  readonly maxAgeMs?: number;
  /** Who may be given the answer again. Absent: this user alone. */
  readonly scope?: 'user' | 'organisation' | 'global';
  /** Words to find the stored answer by. */
  readonly tags?: readonly string[];
}
