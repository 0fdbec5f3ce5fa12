import { AnswerCache } from '@app/cache';
import type { TurnEvent } from '@app/turn';

/** The cache of chat answers. A class, so that it can be injected. */
export class TurnCache extends AnswerCache<TurnEvent> {}
