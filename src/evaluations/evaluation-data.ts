import { PersonalData, PersonalDataRegistry, type DataSubject, type JsonValue } from '@app/kernel';
import { Injectable } from '@nestjs/common';
import { EvaluationStore } from './store/evaluation-store';
import type { StoredEvaluation } from './store/stored-evaluation';

/** The evaluations among what is kept of a user: questions, answers and reports. */
@Injectable()
export class EvaluationData extends PersonalData {
  readonly name = 'evaluations';
  override readonly isInDatabase = false;

  constructor(
    private readonly store: EvaluationStore,
    registry: PersonalDataRegistry,
  ) {
    super();
    registry.add(this);
  }

  /** Of each evaluation what it was to do and how it stands, then its records, each a piece, and its report. */
  async *export(subject: DataSubject, signal: AbortSignal): AsyncGenerator<JsonValue> {
    for await (const { definition, state } of this.of(subject)) {
      const { id, organisationId: _organisation, userId: _user, ...asked } = definition;
      yield toJson({ evaluationId: id, ...asked, ...state });
      for await (const records of this.store.recordPages(id)) {
        if (signal.aborted) return;
        for (const record of records) yield { evaluationId: id, record };
      }
      const report = await this.store.findReport(id);
      if (report !== undefined) yield toJson({ evaluationId: id, report });
    }
  }

  /** One that runs stops: its worker sees that it is gone. */
  async erase(subject: DataSubject): Promise<number> {
    let erased = 0;
    for await (const { definition } of this.of(subject)) {
      await this.store.remove(definition);
      erased++;
    }
    return erased;
  }

  private async *of({ organisationId, userId }: DataSubject): AsyncGenerator<StoredEvaluation> {
    for (const id of await this.store.ids(organisationId)) {
      const found = await this.store.find(id);
      if (found?.definition.userId === userId) yield found;
    }
  }
}

/** What is stored as JSON is JSON. */
function toJson(stored: object): JsonValue {
  return stored as JsonValue;
}
