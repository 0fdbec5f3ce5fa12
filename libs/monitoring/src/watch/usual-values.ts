import type { Contribution } from './anomaly';
import type { SeriesValue } from './watched-series';

/** How fast the past fades: about the last 20 intervals count. */
const FADE = 0.05;
const MAX_KNOWN_PARTS = 500;
const MAX_CONTRIBUTIONS = 5;
const LEAST_SHARE = 0.05;

/** What a series and each of its parts usually are (an exponentially fading mean), and who is to blame when it is not so. */
export class UsualValues {
  private readonly parts = new Map<string, number>();
  private mean: number | undefined;

  /** Undefined before the first value. */
  get value(): number | undefined {
    return this.mean;
  }

  /** Takes the next value. */
  learn({ value, parts }: SeriesValue): void {
    this.mean = this.mean === undefined ? value : this.mean + FADE * (value - this.mean);
    for (const [name, usual] of this.parts) {
      const next = usual + FADE * ((parts.get(name) ?? 0) - usual);
      if (next === 0) this.parts.delete(name);
      else this.parts.set(name, next);
    }
    for (const [name, part] of parts) {
      if (!this.parts.has(name) && this.parts.size < MAX_KNOWN_PARTS) this.parts.set(name, FADE * part);
    }
  }

  /**
   * What each tag's value contributes to the difference between a value and the usual one: its own difference, as a share of the
   * whole. Parts that went the other way contribute nothing. Greatest first.
   */
  contributionsTo({ value, parts }: SeriesValue): Contribution[] {
    const difference = value - (this.mean ?? 0);
    if (difference === 0) return [];
    return [...new Set([...this.parts.keys(), ...parts.keys()])]
      .map((name) => {
        const now = parts.get(name) ?? 0;
        const usual = this.parts.get(name) ?? 0;
        const equals = name.indexOf('=');
        const share = (now - usual) / difference;
        return { tag: name.slice(0, equals), value: name.slice(equals + 1), share, now, usual };
      })
      .filter(({ share }) => share >= LEAST_SHARE)
      .sort((one, other) => other.share - one.share)
      .slice(0, MAX_CONTRIBUTIONS);
  }
}
