import { routeConfig } from './route-config';

/** Anyone may call the route, or every route of the controller. */
export function Public(): ClassDecorator & MethodDecorator {
  return routeConfig({ access: 'public' });
}

/** Only a caller with an API key may call, once keys are configured. */
export function Authenticated(): ClassDecorator & MethodDecorator {
  return routeConfig({ access: 'authenticated' });
}
