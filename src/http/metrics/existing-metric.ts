import { register } from 'prom-client';

/**
 * The metric of this name, made when there is none. The registry belongs to the process: a second app of one process shares the
 * first one's metrics.
 */
export function existingMetric<T>(name: string, create: () => T): T {
  return (register.getSingleMetric(name) as T | undefined) ?? create();
}
