import {
  PopularQuestions,
  readWarmQuestion,
  type CacheKey,
  type CacheScope,
  type CacheStore,
  type EntryMeta,
  type PopularQuestion,
  type WarmQuestion,
} from '@app/cache';
import { Clock, type Principal } from '@app/kernel';
import type { ChatTurn } from '@app/turn';
import { answered } from '../http/errors/answered';
import { scopeOf, scopeTag } from './cache-policy';
import type { MostAskedDto, MostAskedPageDto } from './dto/most-asked.dto';
import type { TrackedQuestions } from './question-tracker';
import { toKeyDto } from './to-key-dto';

const DEFAULT_LIMIT = 20;
/** Questions that are read at a time when the first ones were not enough. */
const PAGE = 500;
/** Longer texts are cut, characters. */
const MOST_TEXT = 200;

/** What is counted, as configured. */
export interface CountedQuestions {
  readonly tracked: TrackedQuestions;
  /** Time in which a count halves, milliseconds. */
  readonly halfLifeMs: number;
}

/** A question of the list with what names its answer. */
interface Ranked extends PopularQuestion {
  readonly asked: WarmQuestion;
  readonly key: CacheKey;
}

/** Which questions of an organisation are asked most, and whether their answers are stored. */
export class MostAskedService {
  constructor(
    private readonly popular: PopularQuestions,
    private readonly cache: Pick<CacheStore, 'metasOf'>,
    private readonly clock: Clock,
    private readonly counted: CountedQuestions,
  ) {}

  /** Throws `storage_unavailable` while Redis is away. */
  async list(limit: number | undefined, principal: Principal): Promise<MostAskedPageDto> {
    const ranked = await answered(this.ranked(limit ?? DEFAULT_LIMIT, principal.organisationId));
    const metas = await answered(this.cache.metasOf(ranked.map(({ key }) => key)));
    const now = this.clock.now();
    return {
      questions: ranked.map((question, i) => toDto(question, metas[i], { now, principal })),
      ...this.counted,
    };
  }

  /** By id, because one that moves down the list between two pages comes twice. */
  private async ranked(limit: number, organisationId: string): Promise<Ranked[]> {
    const found = new Map<string, Ranked>();
    for (let from = 0; this.counted.tracked !== 'off' && found.size < limit;) {
      const wanted = from === 0 ? limit : PAGE;
      const page = await this.popular.top(wanted, from, `${organisationId}/`); // as ownerScope writes it
      for (const one of page) {
        const asked = readWarmQuestion(one.question);
        if (asked === undefined) continue;
        const scope = scopeOf(turnOf(asked).cache?.scope ?? 'user', asked);
        const key = { scope, tag: scopeTag(scope), hash: one.id };
        if (this.isShown(scope)) found.set(one.id, { ...one, asked, key });
      }
      const last = page.at(-1);
      if (last === undefined || page.length < wanted) break; // the sketch ends there
      from = last.rank + 1;
    }
    return [...found.values()].slice(0, limit);
  }

  /** What belongs to everybody is counted for everybody; what is no longer to be remembered is not told either. */
  private isShown({ level }: CacheScope): boolean {
    return level === 'organisation' || (level === 'user' && this.counted.tracked === 'all');
  }
}

function toDto(
  { id, asked, key, weight, overcount, lastAt }: Ranked,
  meta: EntryMeta | undefined,
  { now, principal }: { now: number; principal: Principal },
): MostAskedDto {
  const { userId, answeredBy } = asked;
  const turn = turnOf(asked);
  const isReadable = key.scope.level !== 'user' || userId === principal.userId;
  const question = isReadable ? textOf(turn) : undefined;
  return {
    key: id,
    scope: key.scope.level,
    userId,
    ...(question === undefined ? {} : { question }),
    model: meta?.model ?? answeredBy?.model ?? turn.model,
    strategy: meta?.strategy ?? answeredBy?.strategy ?? turn.strategy,
    asked: rounded(weight),
    overcount: rounded(overcount),
    ...(lastAt === undefined ? {} : { lastAskedAt: lastAt }),
    ...(meta === undefined ? {} : { answer: toKeyDto(meta, now) }),
  };
}

/** The tracker wrote it. */
function turnOf({ turn }: WarmQuestion): ChatTurn {
  return turn as unknown as ChatTurn;
}

/** What was asked last in it, on one line. */
function textOf({ request }: ChatTurn): string | undefined {
  const content = request.messages.findLast(({ role }) => role === 'user')?.content;
  if (content === undefined) return undefined;
  const characters = Array.from(content.trim().replace(/\s+/g, ' '));
  return characters.length <= MOST_TEXT ? characters.join('') : `${characters.slice(0, MOST_TEXT - 1).join('')}…`;
}

function rounded(count: number): number {
  return Math.round(count * 100) / 100;
}
