import { applyDecorators } from '@nestjs/common';
import { ApiHeader } from '@nestjs/swagger';
import { routeConfig, type KeyOwner } from './route-config';

/**
 * The route honours `Idempotency-Key`: the same request again gets the outcome of the first and has no second effect. For every POST
 * route that costs or creates. `credential`: for one whose answer holds a secret, which no other key of the user may have again.
 */
export function Idempotent(keysOf: KeyOwner = 'user'): ClassDecorator & MethodDecorator {
  return applyDecorators(
    routeConfig({ idempotent: keysOf }),
    ApiHeader({
      name: 'Idempotency-Key',
      required: false,
      description:
        'Any text of up to 255 visible characters, new for each request: the same request again gets the same answer within 24 hours.',
      example: '6f1c2c5e-3f0e-4d53-9a53-0b7f7b2f4c11',
    }),
  );
}
