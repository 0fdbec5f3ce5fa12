import type { Clock } from '@app/kernel';
import {
  PopularQuestions,
  questionBytes,
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
  /** The greatest weight that was handed on to another question, at the time of the landmark. */
  private handedOn = 0;
  private bytes = 0;

  constructor(
    private readonly clock: Clock,
    private readonly limits: PopularityLimits,
  ) {
    super();
    this.landmark = clock.now();
  }

  observe(questions: readonly ObservedQuestion[]): Promise<void> {
    const { most, mostBytes } = this.limits;
    for (const { id, question, owner, times, lastAt } of questions) {
      const weight = times * 2 ** this.halvings() + (this.counted.get(id)?.weight ?? this.makeRoom());
      this.drop(id, this.counted, this.last);
      this.drop(id, this.last, this.counted);
      this.counted.set(id, { question, owner, weight });
      this.last.set(id, { question, owner, at: lastAt });
      this.bytes += questionBytes(question);
      if (this.last.size > most) this.dropOldest();
      while (this.bytes > mostBytes) {
        this.dropOldest();
        if (this.bytes > mostBytes) this.dropLeast();
      }
    }
    return Promise.resolve();
  }

  top(limit: number, from = 0, owners = ''): Promise<PopularQuestion[]> {
    const scale = 2 ** ((this.clock.now() - this.landmark) / this.limits.halfLifeMs);
    const sorted = [...this.counted].sort(([, one], [, other]) => other.weight - one.weight);
    const ranked = sorted.map(([id, counted], rank) => ({ id, counted, rank })).slice(from);
    const found = ranked.filter(({ counted }) => counted.owner.startsWith(owners)).slice(0, limit);
    return Promise.resolve(
      found.map(({ id, rank, counted }) => {
        const lastAt = this.last.get(id)?.at;
        return {
          id,
          rank,
          question: counted.question,
          weight: counted.weight / scale,
          overcount: Math.min(counted.weight, this.handedOn) / scale,
          ...(lastAt !== undefined && { lastAt }),
        };
      }),
    );
  }

  recent(limit: number, from = 0): Promise<PopularQuestion[]> {
    const newest = [...this.last].reverse().slice(from, from + limit);
    return Promise.resolve(
      newest.map(([id, { question, at }], i) => {
        return { id, question, rank: from + i, weight: at, overcount: 0, lastAt: at };
      }),
    );
  }

  forget(owner: string): Promise<number> {
    const all = [...this.counted, ...this.last];
    const ids = new Set(all.filter(([, one]) => one.owner === owner).map(([id]) => id));
    for (const id of ids) {
      this.drop(id, this.counted, this.last);
      this.drop(id, this.last, this.counted);
    }
    return Promise.resolve(ids.size);
  }

  /** The weight of what had to go goes to whoever takes its place, which may have had it. */
  private makeRoom(): number {
    const weight = this.counted.size < this.limits.most ? 0 : this.dropLeast();
    this.handedOn = Math.max(this.handedOn, weight);
    return weight;
  }

  private dropLeast(): number {
    let least: [string, Counted] | undefined;
    for (const entry of this.counted) if (least === undefined || entry[1].weight < least[1].weight) least = entry;
    if (least === undefined) return 0;
    this.drop(least[0], this.counted, this.last);
    return least[1].weight;
  }

  private dropOldest(): void {
    const [oldest] = this.last.keys();
    if (oldest !== undefined) this.drop(oldest, this.last, this.counted);
  }

  /** A question takes its bytes as long as it is in one of the two lists. */
  private drop(id: string, list: Map<string, { question: string }>, other: ReadonlyMap<string, unknown>): void {
    const known = list.get(id);
    if (known === undefined) return;
    list.delete(id);
    if (!other.has(id)) this.bytes -= questionBytes(known.question);
  }

  private halvings(): number {
    const halvings = (this.clock.now() - this.landmark) / this.limits.halfLifeMs;
    if (halvings <= MOST_HALVINGS) return halvings;
    for (const one of this.counted.values()) one.weight /= 2 ** halvings;
    this.handedOn /= 2 ** halvings;
    this.landmark = this.clock.now();
    return 0;
  }
}
