import fc from 'fast-check';
import { expectErrorAnswer } from '../support/expect-error';
import { RawConnection } from '../support/raw-connection';
import { ROUTES, write } from './bad-case';
import { TargetApp } from './target-app';

const RUNS = Number(process.env['FUZZ_RUNS'] ?? 600);

/** Bytes that parsers decide by. */
const HOSTILE = [
  '\r\n',
  '\n',
  '\0',
  ' ',
  ':',
  '"',
  '\\',
  '{',
  '}',
  '[',
  ',',
  '%',
  '\xff',
  '\xc0\x80',
  '1e999',
  '-',
  '__proto__',
  '\\u0000',
  'chunked',
  '\r\n\r\n',
];

const where = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
const change = fc.oneof(
  fc.record({ kind: fc.constant('insert' as const), at: where, text: fc.constantFrom(...HOSTILE) }),
  fc.record({ kind: fc.constant('delete' as const), at: where, length: fc.integer({ min: 1, max: 30 }) }),
  fc.record({ kind: fc.constant('repeat' as const), at: where, length: fc.integer({ min: 1, max: 200 }) }),
  fc.record({ kind: fc.constant('set' as const), at: where, byte: fc.integer({ min: 0, max: 255 }) }),
);

type Change = typeof change extends fc.Arbitrary<infer Value> ? Value : never;

function apply(request: Buffer, one: Change): Buffer {
  const at = Math.floor(one.at * request.length);
  const [before, after] = [request.subarray(0, at), request.subarray(at)];
  switch (one.kind) {
    case 'insert':
      return Buffer.concat([before, Buffer.from(one.text, 'latin1'), after]);
    case 'delete':
      return Buffer.concat([before, after.subarray(one.length)]);
    case 'repeat':
      return Buffer.concat([before, after.subarray(0, one.length), after]);
    case 'set':
      return Buffer.concat([before, Buffer.from([one.byte]), after.subarray(1)]);
  }
}

describe('mutated requests', () => {
  let app: TargetApp;

  beforeAll(async () => {
    app = await TargetApp.start();
  });

  afterAll(async () => {
    await app.close();
  });

  it('never get a server error, and only error answers of the one shape', async () => {
    const requests = ROUTES.map((route) => write(route));
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...requests),
        fc.array(change, { minLength: 1, maxLength: 4 }),
        async (good, changes) => {
          const connection = await RawConnection.open(app.port);
          connection.send(changes.reduce(apply, good));
          connection.socket.end();
          const answer = await connection.answer();
          connection.close();
          if (answer === undefined || answer.status < 400) return;
          expect(answer.status).toBeLessThan(500);
          if (answer.body !== '') expectErrorAnswer(answer);
        },
      ),
      { numRuns: RUNS },
    );
    await app.expectHealthy();
  }, 600_000);
});
