import type { LimitClass } from '../request/limit-class';
import { routeConfig } from './route-config';

/** What the route counts as, where its policy and method do not tell; `unlimited` for what must always answer. */
export function LimitedAs(limitClass: LimitClass | 'unlimited'): ClassDecorator & MethodDecorator {
  return routeConfig({ limitClass });
}
