import type { Clock } from '@app/kernel';
import {
  PopularQuestions,
  type ObservedQuestion,
  type PopularityLimits,
  type PopularQuestion,
} from './popular-questions';

interface Counted {
  question: string;
  owner: string;
  /** At the time of the landmark. */
  weight: number;
}

/** Past so many halvings weights are brought down, or they would grow without end. */
const MOST_HALVINGS = 50;

/** For one process. */
export class MemoryPopularQuestions extends PopularQuestions {
  private readonly counted = new Map<string, Counted>();
  private readonly last = new Map<string, { question: string; owner: string; at: number }>();
  private landmark: number;

  constructor(
    private readonly clock: Clock,
    private readonly limits: PopularityLimits,
  ) {
    super();
    this.landmark = clock.now();
  }

  observe(questions: readonly ObservedQuestion[]): Promise<void> {
    for (const one of questions) {
      this.count(one);
      this.last.delete(one.id);
      this.last.set(one.id, { question: one.question, owner: one.owner, at: one.lastAt });
      const [oldest] = this.last.keys();
      if (this.last.size > this.limits.most && oldest !== undefined) this.last.delete(oldest);
    }
    return Promise.resolve();
  }

  top(limit: number): Promise<PopularQuestion[]> {
    const now = 2 ** ((this.clock.now() - this.landmark) / this.limits.halfLifeMs);
    const sorted = [...this.counted].sort(([, one], [, other]) => other.weight - one.weight).slice(0, limit);
    return Promise.resolve(sorted.map(([id, { question, weight }]) => ({ id, question, weight: weight / now })));
  }

  recent(limit: number): Promise<PopularQuestion[]> {
    const newest = [...this.last].reverse().slice(0, limit);
    return Promise.resolve(newest.map(([id, { question, at }]) => ({ id, question, weight: at })));
  }

  forget(owner: string): Promise<number> {
    const ids = new Set<string>();
    for (const list of [this.counted, this.last]) {
      for (const [id, one] of list) {
        if (one.owner !== owner) continue;
        list.delete(id);
        ids.add(id);
      }
    }
    return Promise.resolve(ids.size);
  }

  private count({ id, question, owner, times }: ObservedQuestion): void {
    const weight = times * 2 ** this.halvings();
    const known = this.counted.get(id);
    if (known !== undefined) known.weight += weight;
    else this.counted.set(id, { question, owner, weight: weight + this.makeRoom() });
  }

  /** Takes the least one out when there is no room. Its weight goes to whoever takes its place, which may have had it. */
  private makeRoom(): number {
    if (this.counted.size < this.limits.most) return 0;
    let least: [string, Counted] | undefined;
    for (const entry of this.counted) if (least === undefined || entry[1].weight < least[1].weight) least = entry;
    if (least === undefined) return 0;
    this.counted.delete(least[0]);
    return least[1].weight;
  }

  private halvings(): number {
    const halvings = (this.clock.now() - this.landmark) / this.limits.halfLifeMs;
    if (halvings <= MOST_HALVINGS) return halvings;
    for (const one of this.counted.values()) one.weight /= 2 ** halvings;
    this.landmark = this.clock.now();
    return 0;
  }
}
