import type { EvaluationReport } from '@app/evaluation';
import { isJsonObject, type JsonValue } from '@app/kernel';
import { RedisScript, RedisStore, type RedisCommand } from '@app/storage';
import { Injectable } from '@nestjs/common';
import { KEPT_FOR_S, MAX_KEPT } from '../evaluation-limits';
import { evaluationKeys, indexKey } from './evaluation-keys';
import { isOver, type EvaluationDefinition, type EvaluationState, type StoredEvaluation } from './stored-evaluation';

/**
 * Writes a part of an evaluation and keeps all of it for its time from now; does nothing when the evaluation was removed, so that a
 * worker that is still at it brings nothing back. KEYS: the definition, the part, the others. ARGV: seconds, command, value.
 */
const WRITE = new RedisScript(
  'evaluation-write',
  `
if redis.call('EXPIRE', KEYS[1], ARGV[1]) == 0 then return 0 end
redis.call(ARGV[2], KEYS[2], ARGV[3])
for i = 2, #KEYS do redis.call('EXPIRE', KEYS[i], ARGV[1]) end
return 1`,
);

/** Entries of an export that are read at a time. */
const PAGE = 100;

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

  /** Does nothing when the evaluation was removed, as {@link setReport} and {@link addRecord}. */
  async setState(definition: EvaluationDefinition, state: EvaluationState): Promise<void> {
    await this.write(definition, 'state', ['SET', state]);
  }

  async setReport(definition: EvaluationDefinition, report: EvaluationReport): Promise<void> {
    await this.write(definition, 'report', ['SET', report]);
  }

  /** Adds a record behind the others. */
  async addRecord(definition: EvaluationDefinition, record: object): Promise<void> {
    await this.write(definition, 'records', ['RPUSH', record]);
  }

  /** Every record in the order of its coming. */
  async records(id: string): Promise<JsonValue[]> {
    const texts = await this.redis.command('LRANGE', evaluationKeys(id).records, 0, -1);
    return textsOf(texts).map((text) => JSON.parse(text) as JsonValue);
  }

  /** As {@link records}, some at a time. */
  async *recordPages(id: string): AsyncGenerator<JsonValue[]> {
    for (let from = 0; ; from += PAGE) {
      const texts = textsOf(await this.redis.command('LRANGE', evaluationKeys(id).records, from, from + PAGE - 1));
      if (texts.length > 0) yield texts.map((text) => JSON.parse(text) as JsonValue);
      if (texts.length < PAGE) return;
    }
  }

  /** The ids of all of an organisation's evaluations, and perhaps of some that are gone. */
  async ids(organisationId: string): Promise<string[]> {
    return textsOf(await this.redis.command('ZRANGE', indexKey(organisationId), 0, -1));
  }

  /** Asks whoever runs the evaluation to stop. */
  async requestCancel(id: string): Promise<void> {
    await this.redis.command('SET', evaluationKeys(id).cancel, '1', 'EX', KEPT_FOR_S);
  }

  /** Whether it is to stop: because somebody asked for it, or because it was removed. */
  async mustStop(id: string): Promise<boolean> {
    const { cancel, definition } = evaluationKeys(id);
    const [isCancelled, isThere] = await this.all([cancel, definition].map((key) => ({ name: 'EXISTS', key })));
    return isCancelled === 1 || isThere === 0;
  }

  private async write(
    { id, organisationId }: EvaluationDefinition,
    part: 'state' | 'report' | 'records',
    [command, value]: ['SET' | 'RPUSH', object],
  ): Promise<void> {
    const keys = evaluationKeys(id);
    const others = (['state', 'report', 'records'] as const).filter((other) => other !== part);
    const written = await this.redis.run({
      script: WRITE,
      keys: [keys.definition, keys[part], ...others.map((other) => keys[other])],
      args: [KEPT_FOR_S, command, JSON.stringify(value)],
    });
    // What can be read can be listed, and found when its owner asks for everything.
    if (written === 1) await this.redis.command('EXPIRE', indexKey(organisationId), KEPT_FOR_S);
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
