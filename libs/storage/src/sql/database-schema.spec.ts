import { Gate } from '@app/testing';
import { DatabaseSchema } from './database-schema';
import type { Migration } from './migration';
import { SchemaError } from './schema-error';

const URL = 'postgres://nobody@127.0.0.1:1/none';
const away = () => Promise.reject(Object.assign(new Error('connect'), { code: 'ECONNREFUSED' }));
const done = () => Promise.resolve<Migration[]>([]);

/** Waits that end when the test says so, in place of time. */
class Waits {
  readonly asked: number[] = [];
  private gate = new Gate();
  private wasAsked = new Gate();

  readonly wait = async (ms: number, signal: AbortSignal): Promise<void> => {
    this.asked.push(ms);
    this.wasAsked.open();
    await this.gate.passed;
    this.gate = new Gate();
    signal.throwIfAborted();
  };

  /** Lets the wait end, once it has begun. */
  async end(): Promise<void> {
    await this.wasAsked.passed;
    this.wasAsked = new Gate();
    this.gate.open();
  }

  /** Resolves when the next wait begins. */
  begun(): Promise<void> {
    return this.wasAsked.passed;
  }
}

describe('DatabaseSchema', () => {
  let lines: string[];
  let told: Gate;
  let waits: Waits;
  const schemaWith = (...runs: (() => Promise<Migration[]>)[]) => {
    const say = (line: string): void => {
      lines.push(line);
      if (lines.length > 1) told.open();
    };
    const run = () => (runs.shift() ?? done)();
    return new DatabaseSchema({ url: URL, log: { info: say, warn: say } }, { run, wait: waits.wait });
  };

  beforeEach(() => {
    lines = [];
    told = new Gate();
    waits = new Waits();
  });

  it('is ready once the database is migrated and what waits for that is done', async () => {
    const schema = schemaWith(done);
    const states: string[] = [];
    schema.whenReady(() => Promise.resolve(void states.push(schema.state)));
    await schema.prepare();
    expect([...states, schema.state]).toEqual(['pending', 'ready']);
  });

  it('lets the start go on without a database, and follows when it answers', async () => {
    const schema = schemaWith(away, away, done);
    await schema.prepare();
    expect(schema.state).toBe('pending');
    await waits.end();
    await waits.end();
    await told.passed;
    expect(schema.state).toBe('ready');
    expect(waits.asked).toEqual([1_000, 2_000]);
    expect(lines.at(-1)).toBe('The schema of the database is up to date.');
  });

  it('stops the start when the database cannot be used', async () => {
    const refusal = () => Promise.reject(new SchemaError('migration_changed', 'Changed.'));
    await expect(schemaWith(refusal).prepare()).rejects.toThrow('Changed.');
  });

  it('says so when the database turns out later to be of no use', async () => {
    const schema = schemaWith(away, () => Promise.reject(new SchemaError('program_too_old', 'Run the newer version.')));
    await schema.prepare();
    await waits.end();
    await told.passed;
    expect(schema.state).toBe('refused');
    expect(lines.at(-1)).toBe('Run the newer version.');
  });

  it('stops trying when the app stops', async () => {
    let runs = 0;
    const schema = schemaWith(away, () => {
      runs += 1;
      return done();
    });
    await schema.prepare();
    await waits.begun();
    schema.stop();
    await waits.end();
    await new Promise(setImmediate);
    expect([runs, schema.state]).toEqual([0, 'pending']);
  });
});
