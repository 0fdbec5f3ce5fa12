import { PersonalData, PersonalDataRegistry, type DataSubject, type JsonValue } from '@app/kernel';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { AnswerStreams } from './answer-streams';

/**
 * The answers that are being given to a user, and the events of those that have just ended. Its name is the first of all, so that
 * running answers have written their last before the other places delete it.
 */
@Injectable()
export class ActiveAnswersData extends PersonalData implements OnModuleInit {
  readonly name = 'activeAnswers';
  override readonly isInDatabase = false;

  constructor(
    private readonly streams: AnswerStreams,
    private readonly registry: PersonalDataRegistry,
  ) {
    super();
  }

  onModuleInit(): void {
    this.registry.add(this);
  }

  async *export(subject: DataSubject, signal: AbortSignal): AsyncGenerator<JsonValue> {
    for await (const { chatId, events } of this.streams.export(subject, signal)) {
      yield { chatId, events: events.map((event) => ({ ...event })) as JsonValue[] };
    }
  }

  erase(subject: DataSubject): Promise<number> {
    return this.streams.erase(subject);
  }
}
