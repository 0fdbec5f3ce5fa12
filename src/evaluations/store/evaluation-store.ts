import type { EvaluationReport } from '@app/evaluation';
import { isJsonObject, type JsonValue } from '@app/kernel';
import { RedisStore, type RedisCommand } from '@app/storage';
import { Injectable } from '@nestjs/common';
import { KEPT_FOR_S, MAX_KEPT } from '../evaluation-limits';
import { evaluationKeys, indexKey } from './evaluation-keys';
import { isOver, type EvaluationDefinition, type EvaluationState, type StoredEvaluation } from './stored-evaluation';

/**
 * Evaluations in Redis: definition, state, records and report, each a JSON text, for a week. They may be lost with Redis; what must
 * last is to be fetched. Every method rejects when Redis does not answer.
 */
@Injectable()
export class EvaluationStore {
  constructor(private readonly redis: RedisStore) {}

  /** Keeps a new evaluation, and drops the oldest of its organisation that are over when there are too many. */
  async create(definition: EvaluationDefinition, state: EvaluationState): Promise<void> {
    const { id, organisationId, createdAt } = definition;
    const keys = evaluationKeys(id);
    const index = indexKey(organisationId);
    await this.all([
      { name: 'SET', key: keys.definition, args: [JSON.stringify(definition), 'EX', KEPT_FOR_S] },
      { name: 'SET', key: keys.state, args: [JSON.stringify(state), 'EX', KEPT_FOR_S] },
      { name: 'ZADD', key: index, args: [createdAt, id] },
      { name: 'EXPIRE', key: index, args: [KEPT_FOR_S] },
    ]);
    await this.dropOldest(organisationId);
  }

  /** Removes everything of an evaluation. */
  async remove({ id, organisationId }: EvaluationDefinition): Promise<void> {
    const keys = Object.values(evaluationKeys(id)) as string[];
    await this.all([
      ...keys.map((key) => ({ name: 'DEL', key })),
      { name: 'ZREM', key: indexKey(organisationId), args: [id] },
    ]);
  }

  /** Without its report; undefined when there is none of this id. */
  async find(id: string): Promise<StoredEvaluation | undefined> {
    const [found] = await this.findAll([id]);
    return found;
  }

  /** The report of an evaluation that has one. */
  async findReport(id: string): Promise<EvaluationReport | undefined> {
    return parse(await this.redis.command('GET', evaluationKeys(id).report)) as EvaluationReport | undefined;
  }

  /** An organisation's evaluations without their reports, newest first. */
  async list(organisationId: string): Promise<StoredEvaluation[]> {
    const ids = await this.redis.command('ZRANGE', indexKey(organisationId), 0, 2 * MAX_KEPT, 'REV');
    return this.findAll(textsOf(ids));
  }

  async setState(id: string, state: EvaluationState): Promise<void> {
    await this.redis.command('SET', evaluationKeys(id).state, JSON.stringify(state), 'EX', KEPT_FOR_S);
  }

  async setReport(id: string, report: EvaluationReport): Promise<void> {
    await this.redis.command('SET', evaluationKeys(id).report, JSON.stringify(report), 'EX', KEPT_FOR_S);
  }

  /** Adds a record behind the others. */
  async addRecord(id: string, record: object): Promise<void> {
    const key = evaluationKeys(id).records;
    await this.all([
      { name: 'RPUSH', key, args: [JSON.stringify(record)] },
      { name: 'EXPIRE', key, args: [KEPT_FOR_S] },
    ]);
  }

  /** Every record in the order of its coming. */
  async records(id: string): Promise<JsonValue[]> {
    const texts = await this.redis.command('LRANGE', evaluationKeys(id).records, 0, -1);
    return textsOf(texts).map((text) => JSON.parse(text) as JsonValue);
  }

  /** Asks whoever runs the evaluation to stop. */
  async requestCancel(id: string): Promise<void> {
    await this.redis.command('SET', evaluationKeys(id).cancel, '1', 'EX', KEPT_FOR_S);
  }

  async isCancelRequested(id: string): Promise<boolean> {
    return (await this.redis.command('EXISTS', evaluationKeys(id).cancel)) === 1;
  }

  private async findAll(ids: readonly string[]): Promise<StoredEvaluation[]> {
    const keys = ids.map(evaluationKeys);
    const values = await this.all(
      keys.flatMap(({ definition, state }) => [
        { name: 'GET', key: definition },
        { name: 'GET', key: state },
      ]),
    );
    return ids.flatMap((_, i) => readStored(values[2 * i], values[2 * i + 1]) ?? []);
  }

  /** The replies of all commands. Rejects when one failed. */
  private async all(commands: readonly RedisCommand[]): Promise<unknown[]> {
    return (await this.redis.bulk(commands)).map((result) => {
      if (!result.ok) throw result.error;
      return result.value;
    });
  }

  private async dropOldest(organisationId: string): Promise<void> {
    const kept = await this.list(organisationId);
    const over = kept.slice(MAX_KEPT).filter(({ state }) => isOver(state));
    for (const { definition } of over) await this.remove(definition);
  }
}

function textsOf(reply: unknown): string[] {
  return Array.isArray(reply) ? reply.filter((item) => typeof item === 'string') : [];
}

function readStored(definitionText: unknown, stateText: unknown): StoredEvaluation | undefined {
  const definition = parse(definitionText) as EvaluationDefinition | undefined;
  const state = parse(stateText) as EvaluationState | undefined;
  return definition === undefined || state === undefined ? undefined : { definition, state };
}

/** What this program wrote; undefined when it is not there or no object. */
function parse(text: unknown): object | undefined {
  const value = typeof text === 'string' ? (JSON.parse(text) as JsonValue) : undefined;
  return isJsonObject(value) ? value : undefined;
}
