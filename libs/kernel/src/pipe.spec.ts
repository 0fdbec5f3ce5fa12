import { Pipe, type PipeStage } from './pipe';

/** Numbers that say whether they were left. */
class Source {
  left = 0;
  begun = 0;

  constructor(
    private readonly values: readonly number[],
    private readonly failure?: Error,
  ) {}

  async *[Symbol.asyncIterator](): AsyncGenerator<number> {
    this.begun++;
    try {
      for (const value of this.values) yield await Promise.resolve(value);
      if (this.failure !== undefined) throw this.failure;
    } finally {
      this.left++;
    }
  }
}

/** Gives each value as often as it is large; wants no more after a 9 and does not like a 7. */
const REPEATING: PipeStage<number, string> = {
  take: (value, out) => {
    if (value === 7) throw new Error('seven');
    for (let i = 0; i < value; i++) out.push(`${value}`);
    return value === 9;
  },
  end: (out) => void out.push('end'),
};

async function read<T>(values: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const value of values) all.push(value);
  return all;
}

describe('a pipe', () => {
  it('gives what the stage makes of each value, nothing and many too, and its last', async () => {
    const source = new Source([1, 0, 0, 2]);
    expect(await read(new Pipe(source, REPEATING))).toEqual(['1', '2', '2', 'end']);
    expect(source.left).toBe(1);
  });

  it('does not begin before it is read, and ends for good', async () => {
    const source = new Source([1]);
    const pipe = new Pipe(source, { take: () => false });
    expect(source.begun).toBe(0);
    expect(await read(pipe)).toEqual([]);
    expect(await pipe.next()).toEqual({ done: true, value: undefined });
  });

  it('leaves the source when the stage wants no more, and gives what it made before', async () => {
    const source = new Source([9, 1]);
    const given = await read(new Pipe(source, REPEATING));
    expect(given).toEqual([...Array<string>(9).fill('9'), 'end']);
    expect(source.left).toBe(1);
  });

  it('gives what was made of the last value before it leaves the source', async () => {
    let leave: () => void = () => undefined;
    const source: AsyncIterable<number> = {
      [Symbol.asyncIterator]: () => ({
        next: () => Promise.resolve({ done: false, value: 9 }),
        return: () => new Promise((resolve) => (leave = () => resolve({ done: true, value: undefined }))),
      }),
    };
    const pipe = new Pipe(source, REPEATING);
    for (let i = 0; i < 9; i++) expect(await pipe.next()).toEqual({ done: false, value: '9' });
    const last = pipe.next();
    await Promise.resolve();
    leave();
    expect(await last).toEqual({ done: false, value: 'end' });
  });

  it('goes on through values of which nothing is made, in one promise', async () => {
    const silent = Array<number>(10_000).fill(0);
    expect(await read(new Pipe(new Source([...silent, 1]), REPEATING))).toEqual(['1', 'end']);
    const failing = new Pipe(new Source([0, 0, 7]), REPEATING);
    await expect(failing.next()).rejects.toThrow('seven');
    const broken = new Pipe(new Source([0, 0], new Error('broken')), REPEATING);
    await expect(broken.next()).rejects.toThrow('broken');
    expect(await broken.next()).toEqual({ done: true, value: undefined });
  });

  it('tells what the stage threw, also when the source cannot be left', async () => {
    const source: AsyncIterable<number> = {
      [Symbol.asyncIterator]: () => ({
        next: () => Promise.resolve({ done: false, value: 7 }),
        return: () => Promise.reject(new Error('stuck')),
      }),
    };
    await expect(new Pipe(source, REPEATING).next()).rejects.toThrow('seven');
  });

  it('leaves the source when the reader leaves', async () => {
    const source = new Source([2, 2]);
    for await (const value of new Pipe(source, REPEATING)) {
      expect(value).toBe('2');
      break;
    }
    expect(source.left).toBe(1);
  });

  it('need not have been read to be left', async () => {
    const source = new Source([1]);
    const pipe = new Pipe(source, REPEATING);
    expect(await pipe.return()).toEqual({ done: true, value: undefined });
    expect(await pipe.next()).toEqual({ done: true, value: undefined });
    expect(source.begun).toBe(0);
  });

  it('fails with the source, after what came before, and ends', async () => {
    const pipe = new Pipe(new Source([1], new Error('broken')), REPEATING);
    expect(await pipe.next()).toEqual({ done: false, value: '1' });
    await expect(pipe.next()).rejects.toThrow('broken');
    expect(await pipe.next()).toEqual({ done: true, value: undefined });
  });

  it('leaves the source when the stage throws', async () => {
    const source = new Source([7, 1]);
    await expect(read(new Pipe(source, REPEATING))).rejects.toThrow('seven');
    expect(source.left).toBe(1);
  });

  it('fails when the stage throws at the end', async () => {
    const stage: PipeStage<number, number> = {
      take: () => false,
      end: () => {
        throw new Error('nothing came');
      },
    };
    await expect(read(new Pipe(new Source([1]), stage))).rejects.toThrow('nothing came');
  });
});
