import { AllowedMethods, MethodNotAllowedError } from './allowed-methods';

describe('telling a wrong method from a wrong address', () => {
  const methods = new AllowedMethods();
  methods.add('POST', '/v1/chat');
  methods.add(['GET', 'HEAD'], '/v1/models/:id');
  methods.add('DELETE', '/v1/models/:id');
  methods.add('GET', '/docs/*');
  methods.add('GET', '/a.b+c');

  function allow(target: string): string | undefined {
    const error = methods.refusalFor(target);
    return error instanceof MethodNotAllowedError ? error.allow : undefined;
  }

  it.each([
    ['/v1/chat', 'POST'],
    ['/v1/chat?x=1', 'POST'],
    ['http://host/v1/chat', 'POST'],
    ['/v1/ch%61t', 'POST'],
    ['/v1/models/gpt', 'DELETE, GET, HEAD'],
    ['/docs/a/b', 'GET'],
    ['/a.b+c', 'GET'],
  ])('%s allows %s', (target, expected) => {
    expect(allow(target)).toBe(expected);
  });

  it.each(['/v1/chat/', '/V1/chat', '/v1/models/', '/v1/models/a/b', '/aXb+c', '/%zz', '', '*'])(
    '%j is no address',
    (target) => {
      expect(methods.refusalFor(target).code).toBe('not_found');
    },
  );
});
