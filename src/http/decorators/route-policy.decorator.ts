import { routeConfig, type AccessRule } from './route-config';

/** Anyone may call the route, or every route of the controller. */
export function Public(): ClassDecorator & MethodDecorator {
  return routeConfig({ access: 'public' });
}

/**
 * Only a caller who is known may call, and only one whom the rule allows. Without a rule every role may, but no key that was
 * narrowed to scopes: give the scope that the route belongs to.
 */
export function Authenticated(rule: AccessRule = {}): ClassDecorator & MethodDecorator {
  return routeConfig({ access: rule });
}
