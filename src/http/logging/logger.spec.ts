import { PassThrough } from 'node:stream';
import { createLogger } from './logger';
import { NestLogger } from './nest-logger';

describe('the logger', () => {
  function capture(): { stream: PassThrough; lines: () => Record<string, unknown>[] } {
    const stream = new PassThrough();
    const lines = (): Record<string, unknown>[] =>
      String(stream.read() ?? '')
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line) as Record<string, unknown>);
    return { stream, lines };
  }

  it('writes one line, whatever a value holds', () => {
    const { stream, lines } = capture();
    createLogger('info', stream).info({ value: 'a\r\n{"level":"fatal"}\u001b[31m' }, 'hello');
    expect(lines()).toMatchObject([{ level: 'info', msg: 'hello', value: 'a\r\n{"level":"fatal"}\u001b[31m' }]);
  });

  it('escapes terminal sequences', () => {
    const { stream } = capture();
    createLogger('info', stream).info({ value: '\u001b[31m' });
    expect(String(stream.read())).not.toContain('\u001b');
  });

  it('redacts members with the names of secrets', () => {
    const { stream, lines } = capture();
    createLogger('info', stream).info({ apiKey: 'CANARY', headers: { authorization: 'CANARY', cookie: 'CANARY' } });
    expect(JSON.stringify(lines())).not.toContain('CANARY');
  });

  it('keeps below its level silent', () => {
    const { stream, lines } = capture();
    const logger = createLogger('warn', stream);
    logger.info('no');
    logger.warn('yes');
    expect(lines()).toMatchObject([{ msg: 'yes' }]);
  });

  it("takes Nest's messages with their context, and its chatter at debug", () => {
    const { stream, lines } = capture();
    const nest = new NestLogger(createLogger('debug', stream));
    nest.log('Mapped a route', 'RouterExplorer');
    nest.warn('careful', 'Injector');
    nest.error(new Error('CANARY'), 'stack\n    at x', 'ExceptionHandler');
    nest.fatal('the end');
    expect(lines()).toMatchObject([
      { level: 'debug', msg: 'Mapped a route', context: 'RouterExplorer' },
      { level: 'warn', msg: 'careful', context: 'Injector' },
      { level: 'error', msg: 'Error', context: 'ExceptionHandler', err: { name: 'Error' } },
      { level: 'fatal', msg: 'the end' },
    ]);
  });

  it('does not spell out objects that Nest logs', () => {
    const { stream } = capture();
    const nest = new NestLogger(createLogger('trace', stream));
    nest.debug({ secret: 'CANARY' });
    nest.verbose(['CANARY']);
    expect(String(stream.read())).not.toContain('CANARY');
  });
});
