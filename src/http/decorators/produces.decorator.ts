import { routeConfig } from './route-config';

/** The media types a route answers with, for `Accept`. Without it: JSON and event streams. */
export function Produces(...mediaTypes: readonly string[]): ClassDecorator & MethodDecorator {
  return routeConfig({ produces: mediaTypes });
}
