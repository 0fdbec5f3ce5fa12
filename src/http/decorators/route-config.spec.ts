import { FASTIFY_ROUTE_CONFIG_METADATA } from '@nestjs/platform-fastify/constants.js';
import { Produces } from './produces.decorator';
import { Authenticated, Public } from './route-policy.decorator';

function configOf(handler: unknown): unknown {
  return Reflect.getMetadata(FASTIFY_ROUTE_CONFIG_METADATA, handler as object);
}

/** The class decorator comes first, as controllers write it. */
@Authenticated({ scope: 'chat' })
class Controller {
  closed(): string {
    return '';
  }

  @Public()
  open(): string {
    return '';
  }

  @Authenticated({ roles: ['admin'] })
  stricter(): string {
    return '';
  }

  @Produces('text/plain')
  text(): string {
    return '';
  }
}

describe('the policy decorators', () => {
  const { closed, open, stricter, text } = Object.fromEntries(
    Object.entries(Object.getOwnPropertyDescriptors(Controller.prototype)).map(([name, { value }]) => [
      name,
      value as unknown,
    ]),
  );

  it('give every route of a controller its policy', () => {
    expect(configOf(closed)).toEqual({ access: { scope: 'chat' } });
  });

  it('let a route outrank its controller', () => {
    expect(configOf(open)).toEqual({ access: 'public' });
    expect(configOf(stricter)).toEqual({ access: { roles: ['admin'] } });
  });

  it('add up', () => {
    expect(configOf(text)).toEqual({ access: { scope: 'chat' }, produces: ['text/plain'] });
  });

  it('leave the class itself alone', () => {
    expect(configOf(Controller)).toBeUndefined();
  });
});
